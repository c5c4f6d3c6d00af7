// How Loki's answers become tables and curves.

import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';

/**
 * A column of each key of the lines' JSON. The names of Loki's columns depend on the feature toggle lokiLogsDataplane: they
 * become the same first. The newest come first, as the order of columns depends on it.
 */
export const EXTRACT: DataTransformerConfig[] = [
  { id: 'renameByRegex', options: { regex: '^timestamp$', renamePattern: 'Time' } },
  { id: 'renameByRegex', options: { regex: '^body$', renamePattern: 'Line' } },
  { id: 'sortBy', options: { sort: [{ field: 'Time', desc: true }] } },
  { id: 'extractFields', options: { source: 'Line', format: 'json', replace: true, keepTime: true } },
];

/** A frame for each curve, so that ranks and runs are not joined by one line. */
export const BY_SERIES: DataTransformerConfig = {
  id: 'partitionByValues',
  options: { fields: ['Series'], keepFields: false, naming: { asLabels: true } },
};

export const NEWEST_LAST: DataTransformerConfig = { id: 'sortBy', options: { sort: [{ field: 'Time', desc: false }] } };

/** The columns named, with their names in the end, in this order; no others. */
export function columns(names: Record<string, string>): DataTransformerConfig[] {
  const all = Object.keys(names);
  return [
    { id: 'filterFieldsByName', options: { include: { names: all } } },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(all.map((name, index) => [name, index])),
        renameByName: names,
      },
    },
  ];
}

const AGGREGATED = 'firstNotNull';

/** One row for each value of `key`, with the first value of each column that is none of nothing; then `columns`. */
export function oneRowEach(key: string, names: Record<string, string>): DataTransformerConfig[] {
  const fields: Record<string, { operation: string; aggregations: string[] }> = {};
  const final: Record<string, string> = {};
  for (const [name, title] of Object.entries(names)) {
    const isKey = name === key;
    fields[name] = isKey ? { operation: 'groupby', aggregations: [] } : { operation: 'aggregate', aggregations: [AGGREGATED] };
    final[isKey ? name : `${name} (${AGGREGATED})`] = title;
  }
  return [{ id: 'groupBy', options: { fields } }, ...columns(final)];
}

export const MERGE: DataTransformerConfig = { id: 'merge', options: {} };

export function sort(field: string, order: 'ascending' | 'descending'): DataTransformerConfig {
  return { id: 'sortBy', options: { sort: [{ field, desc: order === 'descending' }] } };
}

export function limit(rows: number): DataTransformerConfig {
  return { id: 'limit', options: { limitField: rows } };
}
