// The pickers above the dashboards.

import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** The Loki that a dashboard asks; where there are several, the first picker chooses. */
export const LOKI = { type: 'loki', uid: '${datasource}' };

/** The type of a variable's query in Loki's data source: the values of a label. */
const LABEL_VALUES = 1;

export const datasource = () => new DatasourceVariableBuilder('datasource').label('Loki').type('loki');

function labelValues(name: string, title: string, label: string, stream: string) {
  return new QueryVariableBuilder(name)
    .label(title)
    .datasource(LOKI)
    .query({ type: LABEL_VALUES, label, stream, refId: `variable-${name}` })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc);
}

/** Jobs have first events, so that a job which prints nothing is there, too. */
const STARTED = '{kind="event", stream="logwrap"}';

export const oneJob = () => labelValues('job', 'Job', 'service_name', STARTED);

const several = (name: string, title: string, label: string, stream: string) =>
  labelValues(name, title, label, stream)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });

export const someJobs = () => several('job', 'Jobs', 'service_name', STARTED);

/** What a job's streams are told apart by; `ofJob` is a selector of the job's. */
export const streams = (ofJob: string) => [
  several('user', 'User', 'user', ofJob),
  several('rank', 'Rank', 'rank', ofJob),
  several('pod', 'Pod', 'pod', ofJob),
];

function text(name: string, title: string, description: string, value = '') {
  return new TextBoxVariableBuilder(name).label(title).description(description).defaultValue(value);
}

export const run = () => text('run', 'Run', 'A run by its id or the beginning of it; empty: all runs in the time range');
export const search = () => text('search', 'Search', 'A regular expression that lines have to match, in any case');
export const x = () => text('x', 'X', "A key that is plotted over; empty: that of the newest record, as logwrap chose it");
export const metric = () => text('metric', 'Metric', 'A key, or a path of keys as in train.loss', 'loss');

function choice(name: string, title: string, values: string[]) {
  return new CustomVariableBuilder(name).label(title).values(values.join(',')).multi(true).includeAll(true).allValue('.*');
}

export const kind = () =>
  choice('kind', 'Kind', ['log', 'metadata', 'event']).current({ selected: true, text: ['log', 'event'], value: ['log', 'event'] });

export const stream = () =>
  choice('stream', 'Stream', ['stdout', 'stderr', 'logwrap']).current({ selected: true, text: 'All', value: '$__all' });

export const sample = () =>
  new CustomVariableBuilder('sample')
    .label('Records')
    .description('Grafana gets no more than 5000 records at once: the newest. A random part of them reaches further back')
    .values('all : ,a tenth : 0,a hundredth : 00')
    .current({ selected: true, text: 'all', value: '' });
