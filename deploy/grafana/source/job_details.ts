// One job: how it stands, what it prints, what it measures.

import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as logs from '@grafana/grafana-foundation-sdk/logs';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import * as loki from '@grafana/grafana-foundation-sdk/loki';

import { UID, explore, toDashboard } from './links.ts';
import { aTable, lines, overTime, overX } from './panels.ts';
import { LEVELS, LINES, MARKS, METADATA } from './queries.ts';
import { RUNS_OF_JOB } from './run_queries.ts';
import { newestRun, runsTable } from './run_tables.ts';
import { BY_SERIES, EXTRACT, NEWEST_LAST } from './transformations.ts';
import { LOKI, datasource, kind, oneJob, run, sample, search, stream, streams, x } from './variables.ts';

const WIDTH = 24;
const HALF = 12;

/** Loki's own "Show context" of a line, on each line's menu. */
function jobLogs() {
  return new logs.PanelBuilder()
    .title('Logs')
    .datasource(LOKI)
    .withTarget(lines(LINES))
    .links([explore('In Explore, with Live', LINES)])
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .showLogContextToggle(true)
    .enableInfiniteScrolling(true)
    .sortOrder(common.LogsSortOrder.Descending)
    .dedupStrategy(common.LogsDedupStrategy.None);
}

function levels() {
  return new timeseries.PanelBuilder()
    .title('Lines by level')
    .datasource(LOKI)
    .withTarget(new loki.DataqueryBuilder().refId('A').expr(LEVELS).queryType('range').legendFormat('{{detected_level}}'))
    .drawStyle(common.GraphDrawStyle.Bars)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
    .fillOpacity(80)
    .overrideByName('error', [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }])
    .overrideByName('warning', [{ id: 'color', value: { mode: 'fixed', fixedColor: 'yellow' } }]);
}

const marks = () =>
  new dashboard.AnnotationQueryBuilder()
    .name('Start, end, stalls')
    .datasource(LOKI)
    .enable(true)
    .iconColor('purple')
    .expr(MARKS)
    .titleFormat('{{event}}')
    .tagKeys('event,rank');

export function jobDetails(): dashboard.Dashboard {
  return new dashboard.DashboardBuilder('logwrap: job details')
    .uid(UID.job)
    .description('One job as logwrap recorded it: state, logs, metadata over time and over X')
    .tags(['logwrap'])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables([datasource(), oneJob(), ...streams('{service_name="$job"}'), run(), search(), kind(), stream(), x(), sample()])
    .annotation(marks())
    .links([toDashboard('All jobs', UID.jobs, ['datasource', 'user']), toDashboard('Compare', UID.compare, ['datasource', 'job'])])
    .withPanel(newestRun('Newest run', RUNS_OF_JOB).span(WIDTH).height(4))
    .withPanel(overX('Metadata over X', METADATA.overX, [...EXTRACT, BY_SERIES]).span(HALF).height(10))
    .withPanel(overTime('Metadata over time', METADATA.overTime, [...EXTRACT, NEWEST_LAST, BY_SERIES]).span(HALF).height(10))
    .withPanel(jobLogs().span(WIDTH).height(14))
    .withPanel(levels().span(WIDTH).height(5))
    .withPanel(aTable('Metadata, newest first', EXTRACT).withTarget(lines(METADATA.table)).span(WIDTH).height(10))
    .withPanel(runsTable('Runs of this job', RUNS_OF_JOB).span(WIDTH).height(8))
    .build();
}
