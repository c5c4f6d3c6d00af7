// A dashboard's JSON as @grafana/schema describes it, each panel with the options and field configuration of its kind.
// test_source.py has the compiler compare the files with it, as literals: what the schema does not know is refused.

import type { Options as LogsOptions } from '@grafana/schema/dist/esm/raw/composable/logs/panelcfg/x/LogsPanelCfg_types.gen';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {
  FieldConfig as TableFieldConfig,
  Options as TableOptions,
} from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type {
  FieldConfig as TimeSeriesFieldConfig,
  Options as TimeSeriesOptions,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type {
  FieldConfig as XYChartFieldConfig,
  Options as XYChartOptions,
} from '@grafana/schema/dist/esm/raw/composable/xychart/panelcfg/x/XYChartPanelCfg_types.gen';
import type * as schema from '@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen';

/** JSON has the values of an enumeration where the schema has its names. */
type Json<T> = T extends string ? `${T}` : T extends object ? { [Key in keyof T]: Json<T[Key]> } : T;

interface FieldConfigOf<Custom> {
  defaults: Omit<schema.FieldConfig, 'custom'> & { custom?: Partial<Custom> };
  overrides: schema.FieldConfigSource['overrides'];
}

interface Kind<Type extends string, Options, Custom = Record<string, never>>
  extends Omit<schema.Panel, 'type' | 'options' | 'fieldConfig'> {
  type: Type;
  options: Options;
  fieldConfig?: FieldConfigOf<Custom>;
}

type Panel =
  | Kind<'logs', LogsOptions>
  | Kind<'stat', StatOptions>
  | Kind<'table', TableOptions, TableFieldConfig>
  | Kind<'timeseries', TimeSeriesOptions, TimeSeriesFieldConfig>
  | Kind<'xychart', XYChartOptions, XYChartFieldConfig>;

/** An annotation has what its data source's plugin asks for beside what the schema says. */
interface LokiAnnotation extends schema.AnnotationQuery {
  expr?: string;
  tagKeys?: string;
  titleFormat?: string;
  textFormat?: string;
}

interface Whole extends Omit<schema.Dashboard, 'panels' | 'annotations'> {
  panels: Panel[];
  annotations: { list?: LokiAnnotation[] };
}

export type Dashboard = Json<Whole>;
