// Asks Loki as Grafana's data source does, and frames the answers as it does. What is framed how was read in Grafana's
// public sources; the code is our own.

import { parser } from '@grafana/lezer-logql';
import { FieldType, type DataFrame, type Field } from '@grafana/data';

export interface Server {
  url: string;
  tenant: string;
}

export interface Target {
  refId: string;
  expr: string;
  queryType: string;
  maxLines?: number;
  legendFormat?: string;
}

/** Times in milliseconds, as everywhere here. */
export interface Range {
  from: number;
  to: number;
}

/** With the feature toggle lokiLogsDataplane the columns of lines have other names. */
export type Layout = 'classic' | 'dataplane';

type Labels = Record<string, string>;
type Entry = [ts: string, line: string, more?: { structuredMetadata?: Labels; parsed?: Labels }];

const STEPS = 500;

export function step(range: Range): number {
  return Math.max(1, Math.ceil((range.to - range.from) / 1000 / STEPS));
}

/** Throws where Grafana's grammar of LogQL finds fault. */
export function checkSyntax(expr: string): void {
  parser.parse(expr).iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`no LogQL at ${node.from}: ${expr.slice(0, node.from)}<HERE>${expr.slice(node.from)}`);
    },
  });
}

export async function get(server: Server, path: string, parameters: Record<string, string>): Promise<any> {
  const answer = await fetch(`${server.url}/loki/api/v1/${path}?${new URLSearchParams(parameters)}`, {
    headers: { 'X-Scope-OrgID': server.tenant, 'X-Loki-Response-Encoding-Flags': 'categorize-labels' },
  });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`Loki answers ${answer.status}: ${body} to ${JSON.stringify(parameters)}`);
  return JSON.parse(body).data;
}

const nanoseconds = (ms: number) => `${ms}000000`;

export async function ask(server: Server, target: Target, range: Range, layout: Layout): Promise<DataFrame[]> {
  checkSyntax(target.expr);
  if (target.queryType === 'instant') {
    const data = await get(server, 'query', { query: target.expr, time: nanoseconds(range.to) });
    return tableFrame(target, data.result);
  }
  const data = await get(server, 'query_range', {
    query: target.expr,
    start: nanoseconds(range.from),
    end: nanoseconds(range.to),
    limit: String(target.maxLines ?? 1000),
    direction: 'backward',
    step: `${step(range)}s`,
  });
  return data.resultType === 'streams' ? [linesFrame(target, data.result, layout)] : data.result.map(curveFrame(target));
}

const field = (name: string, type: FieldType, values: unknown[], more: Partial<Field> = {}): Field => ({
  name,
  type,
  values,
  config: {},
  ...more,
});

/** One frame for all streams, one after the other: not in the order of time. */
function linesFrame(target: Target, streams: { stream: Labels; values: Entry[] }[], layout: Layout): DataFrame {
  const rows = streams.flatMap(({ stream, values }) =>
    values.map(([ts, line, more]) => ({ ts, line, labels: { ...stream, ...more?.structuredMetadata, ...more?.parsed } })),
  );
  const labels = rows.map((row) => row.labels);
  const times = rows.map((row) => Number(row.ts.slice(0, -6)));
  const lines = rows.map((row) => row.line);
  const ids = field('id', FieldType.string, rows.map((row, index) => `${row.ts}_${index}`));
  const fields = {
    classic: [
      field('labels', FieldType.other, labels),
      field('Time', FieldType.time, times),
      field('Line', FieldType.string, lines),
      field('tsNs', FieldType.string, rows.map((row) => row.ts)),
      ids,
    ],
    dataplane: [
      field('labels', FieldType.other, labels),
      field('timestamp', FieldType.time, times),
      field('body', FieldType.string, lines),
      ids,
    ],
  };
  return { refId: target.refId, length: rows.length, fields: fields[layout] };
}

function curveFrame(target: Target) {
  return ({ metric, values }: { metric: Labels; values: [number, string][] }): DataFrame => {
    const name = target.legendFormat?.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? '');
    return {
      refId: target.refId,
      length: values.length,
      fields: [
        field('Time', FieldType.time, values.map(([seconds]) => seconds * 1000)),
        field('Value', FieldType.number, values.map(([, value]) => Number(value)), { labels: metric, config: { displayNameFromDS: name } }),
      ],
    };
  };
}

/** A table with a row for each series; none where there is no series. */
function tableFrame(target: Target, series: { metric: Labels; value: [number, string] }[]): DataFrame[] {
  if (series.length === 0) return [];
  const names = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return [
    {
      refId: target.refId,
      length: series.length,
      fields: [
        field('Time', FieldType.time, series.map(({ value }) => value[0] * 1000)),
        ...names.map((name) => field(name, FieldType.string, series.map(({ metric }) => metric[name] ?? ''))),
        field(`Value #${target.refId}`, FieldType.number, series.map(({ value }) => Number(value[1]))),
      ],
    },
  ];
}
