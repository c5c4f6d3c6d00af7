// Tables with a row for each run: how it stands, how far it came, what went wrong.

import type { DataTransformerConfig, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';

import { runDetails } from './links.ts';
import { aRow, aTable, lines, numbers, unit, type Override } from './panels.ts';
import { RUNS } from './run_queries.ts';
import { EXTRACT, MERGE, limit, oneRowEach, sort } from './transformations.ts';

type Queries = typeof RUNS;

const TARGETS = (of: Queries) => [
  lines(of.events, 'Events'),
  numbers(of.errors, 'Errors'),
  numbers(of.lastSeen, 'Seen'),
  numbers(of.percent, 'Percent'),
  numbers(of.x, 'X'),
  numbers(of.xSeq, 'Seq'),
];

/** From the columns of the answers to the titles in the table. */
const COLUMNS = {
  run_id: 'Run',
  Job: 'Job',
  User: 'User',
  Rank: 'Rank',
  Node: 'Node',
  'Job id': 'Job id',
  State: 'State',
  Started: 'Started',
  Duration: 'Duration',
  'Value #Seen': 'Last line',
  'Value #Percent': 'Progress',
  x_key: 'Axis',
  'Value #X': 'Reached',
  'Value #Errors': 'Errors',
  Lines: 'Lines',
  'Peak memory': 'Peak memory',
  Cause: 'Cause',
};

type Column = keyof typeof COLUMNS;

/**
 * All answers in one table, the newest event of a run before its older ones, the newest axis before others; then the first
 * value in each column is the one that counts. Numbers that count for nothing are no reason for a row: a run is known by its
 * events.
 */
function rows(names: Column[]): DataTransformerConfig[] {
  const chosen = Object.fromEntries(names.map((name) => [name, COLUMNS[name]]));
  return [
    ...EXTRACT,
    MERGE,
    sort('Time', 'descending'),
    sort('Value #Seq', 'descending'),
    ...oneRowEach('run_id', chosen),
    {
      id: 'filterByValue',
      options: {
        type: 'exclude',
        match: 'any',
        filters: [{ fieldName: 'State', config: { id: 'isNull', options: {} } }],
      },
    },
    sort('Started', 'descending'),
  ];
}

const state = (pattern: string, color: string): ValueMapping => ({
  type: MappingType.RegexToText,
  options: { pattern, result: { color, index: 0 } },
});

const STATES: Override = [
  'State',
  [
    { id: 'mappings', value: [state('running', 'blue'), state('finished', 'green'), state('(failed|killed|lost).*', 'red')] },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ],
];

const LOOKS: Override[] = [
  STATES,
  ['Run', [{ id: 'links', value: [runDetails().build()] }]],
  unit('Started', 'dateTimeAsIso'),
  unit('Last line', 'dateTimeFromNow'),
  unit('Duration', 'ms'),
  unit('Progress', 'percent'),
  unit('Peak memory', 'kbytes'),
  ['Errors', [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }]],
];

export function runsTable(title: string, of: Queries) {
  const panel = aTable(title, rows(Object.keys(COLUMNS) as Column[])).targets(TARGETS(of));
  for (const [column, properties] of LOOKS) panel.overrideByName(column, properties);
  return panel;
}

const GIST: Column[] = ['run_id', 'State', 'Started', 'Duration', 'Value #Seen', 'Value #Percent', 'Value #X', 'Value #Errors', 'Lines', 'Cause'];

/** The run that was started last. */
export function newestRun(title: string, of: Queries) {
  const panel = aRow(title, [...rows(GIST), limit(1)]).targets(TARGETS(of));
  for (const [column, properties] of LOOKS.filter(([column]) => column !== 'Run')) {
    panel.overrideByName(column, properties.filter(({ id }) => !id?.startsWith('custom.')));
  }
  return panel;
}
