// All runs: which go on, how far each has come, which went wrong.

import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

import { UID, toDashboard } from './links.ts';
import { ERRORS_OVER_TIME, RUNS } from './run_queries.ts';
import { runsTable } from './run_tables.ts';
import { LOKI, datasource, run, someJobs, streams } from './variables.ts';

function errors() {
  return new timeseries.PanelBuilder()
    .title('Errors over time')
    .datasource(LOKI)
    .withTarget(new loki.DataqueryBuilder().refId('A').expr(ERRORS_OVER_TIME).queryType('range').legendFormat('{{service_name}}'))
    .drawStyle(common.GraphDrawStyle.Bars)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
    .fillOpacity(80);
}

export function jobs(): dashboard.Dashboard {
  return new dashboard.DashboardBuilder('logwrap: jobs')
    .uid(UID.jobs)
    .description('All runs that logwrap recorded: state, progress, errors, duration')
    .tags(['logwrap'])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .timezone('browser')
    .variables([datasource(), someJobs(), ...streams('{service_name=~"$job"}'), run()])
    .links([toDashboard('Compare', UID.compare, ['datasource', 'job'])])
    .withPanel(runsTable('Runs', RUNS).span(24).height(20))
    .withPanel(errors().span(24).height(7))
    .build();
}
