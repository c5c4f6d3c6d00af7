// The panels that several dashboards have.

import * as common from '@grafana/grafana-foundation-sdk/common';
import type { DataTransformerConfig, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import * as xychart from '@grafana/grafana-foundation-sdk/xychart';

import { LOKI } from './variables.ts';

/** Loki's own bound on the entries of an answer, by default. */
const MOST_LINES = 5000;

export const lines = (expr: string, refId = 'A') =>
  new loki.DataqueryBuilder().refId(refId).expr(expr).queryType('range').maxLines(MOST_LINES);

/** A number for each group, counted over the whole time range. */
export const numbers = (expr: string, refId: string) => new loki.DataqueryBuilder().refId(refId).expr(expr).queryType('instant');

/** A click on a name shows that curve alone, one with Ctrl shows or hides it: Grafana's own, while names are all different. */
const legend = () =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom);

const tooltip = () => new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.None);

/** Counters run far above losses: they have the right axis for themselves. */
const COUNTERS = '/^(.*_)?(step|steps|epoch|iter|iters|iteration|progress|samples|tokens)s?( |$)/';

export function overTime(title: string, expr: string, transformations: DataTransformerConfig[]) {
  return new timeseries.PanelBuilder()
    .title(title)
    .datasource(LOKI)
    .withTarget(lines(expr))
    .transformations(transformations)
    .drawStyle(common.GraphDrawStyle.Line)
    .lineWidth(1)
    .showPoints(common.VisibilityMode.Auto)
    .spanNulls(true)
    .legend(legend())
    .tooltip(tooltip())
    .overrideByRegexp(COUNTERS, [{ id: 'custom.axisPlacement', value: 'right' }]);
}

/** Plotted over the first column of numbers. `y` names the columns that are plotted, where they are not all the others. */
export function overX(title: string, expr: string, transformations: DataTransformerConfig[], y?: string) {
  const series = new xychart.XYSeriesConfigBuilder();
  if (y) series.y({ matcher: { id: 'byName', options: y } });
  return new xychart.PanelBuilder()
    .title(title)
    .datasource(LOKI)
    .withTarget(lines(expr))
    .transformations(transformations)
    .mapping(xychart.SeriesMapping.Auto)
    .series([series])
    .show(xychart.XYShowMode.PointsAndLines)
    .pointSize({ fixed: 3 })
    .lineWidth(1)
    .legend(legend())
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Single).sort(common.SortOrder.None));
}

export function aTable(title: string, transformations: DataTransformerConfig[]) {
  return new table.PanelBuilder().title(title).datasource(LOKI).transformations(transformations).filterable(true).showHeader(true);
}

/** The values of a table's one row, side by side. */
export function aRow(title: string, transformations: DataTransformerConfig[]) {
  return new stat.PanelBuilder()
    .title(title)
    .datasource(LOKI)
    .transformations(transformations)
    .reduceOptions(new common.ReduceDataOptionsBuilder().values(true).fields('/.*/').limit(1).calcs([]))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .textMode(common.BigValueTextMode.ValueAndName)
    .wideLayout(true);
}

export type Override = [column: string, properties: DynamicConfigValue[]];

export const unit = (column: string, value: string): Override => [column, [{ id: 'unit', value }]];
