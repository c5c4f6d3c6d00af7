// A panel of a dashboard as Grafana would show it: variables put in, Loki asked, answers transformed, fields configured.

import {
  applyFieldOverrides,
  createTheme,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldConfigOptionsRegistry,
  getFieldDisplayName,
  identityOverrideProcessor,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
  type DataFrame,
  type DataTransformerConfig,
  type FieldConfigSource,
} from '@grafana/data';
import { lastValueFrom } from 'rxjs';

import { extractFields, partitionByValues } from './core_transformers.ts';
import { interpolator, type Dashboard, type Values } from './interpolate.ts';
import { ask, step, type Layout, type Range, type Server, type Target } from './loki_source.ts';

export interface Panel {
  title: string;
  type: string;
  targets?: Target[];
  transformations?: DataTransformerConfig[];
  fieldConfig: FieldConfigSource;
  options: any;
}

export interface Shown {
  queries: string[];
  frames: DataFrame[];
}

// Some are there under two names.
const transformers = new Set<any>([...Object.values(standardTransformers), extractFields, partitionByValues]);
standardTransformersRegistry.setInit(() =>
  [...transformers].map((one) => ({ ...one, transformation: async () => one, imageDark: '', imageLight: '' })),
);

/** A dashboard's transformations may use only what is known here; Grafana passes over what it does not know. */
function checkKnown({ id }: DataTransformerConfig): void {
  if (!standardTransformersRegistry.getIfExists(id)) throw new Error(`no transformation is called ${id}`);
}

/** What the dashboards set of a field, with what Grafana does with it; the editors for it, which Grafana's own interface has, are not here. */
const settable: Record<string, (value: any, context: any, settings?: any) => any> = {
  color: identityOverrideProcessor,
  'custom.axisPlacement': identityOverrideProcessor,
  'custom.cellOptions': identityOverrideProcessor,
  displayName: displayNameOverrideProcessor,
  links: dataLinksOverrideProcessor,
  mappings: valueMappingsOverrideProcessor,
  unit: unitOverrideProcessor,
};
const fieldConfigRegistry = new FieldConfigOptionsRegistry(() =>
  Object.entries(settable).map(([id, process]) => ({
    id,
    path: id.replace(/^custom\./, ''),
    isCustom: id.startsWith('custom.'),
    name: id,
    process,
    shouldApply: () => true,
    settings: { expandTemplateVars: id === 'displayName' },
    override: () => null,
    editor: () => null,
  })),
);

/** The same of what is set. */
function checkSettable({ overrides }: FieldConfigSource): void {
  for (const { id } of overrides.flatMap(({ properties }) => properties))
    if (!(id in settable)) throw new Error(`nothing of a field is called ${id}`);
}

export function builtIns(range: Range): Record<string, string> {
  return {
    __from: String(range.from),
    __to: String(range.to),
    __url_time_range: `from=${range.from}&to=${range.to}`,
  };
}

/** The data source's own variables. */
function ofDataSource(expr: string, range: Range): string {
  const whole = Math.ceil((range.to - range.from) / 1000);
  return expr.replaceAll('$__range', `${whole}s`).replaceAll('$__auto', `${step(range)}s`);
}

export async function show(
  dashboard: Dashboard,
  panel: Panel,
  server: Server,
  range: Range,
  values: Values,
  layout: Layout,
): Promise<Shown> {
  const interpolate = interpolator(dashboard, values, builtIns(range));
  const targets = (panel.targets ?? []).map((target) => ({ ...target, expr: ofDataSource(interpolate(target.expr), range) }));
  const answers = await Promise.all(targets.map((target) => ask(server, target, range, layout)));
  const configs = panel.transformations ?? [];
  configs.forEach(checkKnown);
  if (panel.fieldConfig) checkSettable(panel.fieldConfig);
  const frames = await lastValueFrom(transformDataFrame(configs, answers.flat(), { interpolate }));
  const shown = applyFieldOverrides({
    data: frames,
    fieldConfig: panel.fieldConfig,
    fieldConfigRegistry,
    replaceVariables: (text, scoped) => scopedNames(interpolate(text), scoped),
    theme: createTheme(),
  });
  return { queries: targets.map(({ expr }) => expr), frames: shown };
}

/** ${__field.labels.NAME}, the one name within a field's scope that the dashboards use in names of fields. */
function scopedNames(text: string, scoped: any): string {
  return text.replace(/\$\{__field\.labels\.(\w+)\}/g, (_, label: string) => scoped?.__dataContext?.value.field.labels?.[label] ?? '');
}

/** As plain values: a column's title, type and values. */
export function plain(frames: DataFrame[]) {
  return frames.map((frame) => ({
    refId: frame.refId,
    fields: frame.fields.map((field) => ({
      name: field.name,
      title: getFieldDisplayName(field, frame, frames),
      type: field.type,
      labels: field.labels ?? {},
      config: { unit: field.config.unit, custom: field.config.custom },
      values: field.values.map((value: unknown) => (value === undefined ? null : value)),
    })),
  }));
}
