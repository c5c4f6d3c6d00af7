// One metric of several runs.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

import { UID, toDashboard } from './links.ts';
import { aTable, numbers, overTime, overX } from './panels.ts';
import { COMPARED } from './queries.ts';
import { BY_SERIES, EXTRACT, MERGE, NEWEST_LAST, columns } from './transformations.ts';
import { datasource, metric, run, sample, someJobs, streams, x } from './variables.ts';

const SUMMARY = {
  service_name: 'Job',
  run_id: 'Run',
  rank: 'Rank',
  'Value #Last': 'Last',
  'Value #Least': 'Least',
  'Value #Most': 'Most',
  'Value #Records': 'Records',
};

const summary = () =>
  aTable('$metric of each run', [MERGE, ...columns(SUMMARY)]).targets([
    numbers(COMPARED.number('last_over_time'), 'Last'),
    numbers(COMPARED.number('min_over_time'), 'Least'),
    numbers(COMPARED.number('max_over_time'), 'Most'),
    numbers(COMPARED.records, 'Records'),
  ]);

/** All curves are of one column, so a curve's name is its run's. */
const RUN_ALONE = '${__field.labels.Series}';

export function compare(): dashboard.Dashboard {
  return new dashboard.DashboardBuilder('logwrap: compare runs')
    .uid(UID.compare)
    .description('One metric of several runs, over what each of them is plotted over')
    .tags(['logwrap'])
    .time({ from: 'now-24h', to: 'now' })
    .timezone('browser')
    .variables([datasource(), someJobs(), ...streams('{service_name=~"$job"}'), run(), metric(), x(), sample()])
    .links([toDashboard('All jobs', UID.jobs, ['datasource', 'user'])])
    .withPanel(
      overX('$metric over X', COMPARED.overX, [...EXTRACT, BY_SERIES], 'Metric')
        .overrideByName('Metric', [{ id: 'displayName', value: RUN_ALONE }])
        .span(24)
        .height(14),
    )
    .withPanel(overTime('$metric over time', COMPARED.overTime, [...EXTRACT, NEWEST_LAST, BY_SERIES]).span(12).height(10))
    .withPanel(summary().span(12).height(10))
    .build();
}
