// Two transformations that Grafana has in its application, not in the package @grafana/data, which is where all others that
// the dashboards use come from. Written by what Grafana documents and does, for the options that the dashboards have.

import {
  cacheFieldDisplayNames,
  getFieldDisplayName,
  getFieldTypeFromValue,
  type DataFrame,
  type DataTransformerInfo,
  type Field,
} from '@grafana/data';
import { map } from 'rxjs';

function named(frame: DataFrame, name: string): Field | undefined {
  return frame.fields.find((field) => field.name === name || getFieldDisplayName(field, frame) === name);
}

interface ExtractOptions {
  source: string;
  format: 'json';
  replace: boolean;
  keepTime: boolean;
}

/** A text that is no JSON gives nothing, and so does a frame without the source. */
function extracted(frame: DataFrame, options: ExtractOptions): DataFrame {
  const source = named(frame, options.source);
  if (!source) return frame;
  const found = new Map<string, unknown[]>(); // in the order in which the keys are met
  for (let row = 0; row < frame.length; row++) {
    for (const [key, value] of Object.entries(parsed(source.values[row]))) {
      const column = found.get(key) ?? new Array(frame.length).fill(undefined);
      column[row] = value;
      found.set(key, column);
    }
  }
  const fields = [...found].map(([name, values]): Field => {
    const type = getFieldTypeFromValue(values.find((value) => value !== null && value !== undefined));
    return { name, values, type, config: {} };
  });
  const time = options.keepTime ? named(frame, 'Time') : undefined;
  const kept = options.replace ? [] : frame.fields;
  return { ...frame, fields: [...kept, ...(time ? [time] : []), ...fields] };
}

function parsed(text: unknown): object {
  try {
    return JSON.parse(String(text)) ?? {};
  } catch {
    return {};
  }
}

export const extractFields: DataTransformerInfo<ExtractOptions> = {
  id: 'extractFields',
  name: 'Extract fields',
  defaultOptions: {},
  operator: (options) => (source) => source.pipe(map((frames) => frames.map((frame) => extracted(frame, options)))),
};

interface PartitionOptions {
  fields: string[];
  keepFields: boolean;
  naming: { asLabels: true };
}

/** Of the first frame alone, as in Grafana. The values become labels, in the order in which they are met. */
function partitioned(frame: DataFrame, options: PartitionOptions): DataFrame[] {
  const keys = frame.fields.filter((field) => options.fields.includes(field.name));
  if (keys.length === 0) return [frame];
  const parts = new Map<string, number[]>();
  for (let row = 0; row < frame.length; row++) {
    const part = JSON.stringify(keys.map((key) => key.values[row]));
    if (!parts.has(part)) parts.set(part, []);
    parts.get(part)!.push(row);
  }
  const frames = [...parts.values()].map((rows): DataFrame => {
    const labels = Object.fromEntries(keys.map((key) => [key.name, String(key.values[rows[0]!])]));
    const fields = frame.fields.filter((field) => options.keepFields || !keys.includes(field));
    return { ...frame, length: rows.length, fields: fields.map((field) => part(field, rows, labels)) };
  });
  cacheFieldDisplayNames(frames);
  return frames;
}

function part(field: Field, rows: number[], labels: Record<string, string>): Field {
  return {
    name: field.name,
    type: field.type,
    config: { ...field.config },
    labels: { ...field.labels, ...labels },
    values: rows.map((row) => field.values[row]),
  };
}

export const partitionByValues: DataTransformerInfo<PartitionOptions> = {
  id: 'partitionByValues',
  name: 'Partition by values',
  defaultOptions: {},
  operator: (options) => (source) => source.pipe(map((frames) => (frames[0] ? partitioned(frames[0], options) : frames))),
};
