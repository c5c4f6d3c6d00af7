// Queries about whole runs: what their first and last events say, and numbers counted over their lines.

import { JOB, JOBS } from './queries.ts';

const RUN = '| run_id=~`${run:raw}.*`';

/** A column of a label that may be missing, as text or as it is. */
const text = (column: string, label: string) => `{{ if .${label} }},"${column}":{{ printf "%q" .${label} }}{{ end }}`;
const number = (column: string, label: string) => `{{ if .${label} }},"${column}":{{ .${label} }}{{ end }}`;

/** How a run stands, by its newest event. */
const STATE = [
  '{{ if eq .event "start" }}running',
  '{{ else if eq .event "lost" }}lost',
  '{{ else if .signal_name }}killed by {{ .signal_name }}',
  '{{ else if eq .exit "0" }}finished',
  '{{ else }}failed with {{ .exit }}{{ end }}',
].join('');

/** Of each run its first and its last event; `event_data` is theirs, as JSON. */
function events(selector: string): string {
  const data = ['exit', 'signal_name', 'cause', 'duration_ms', 'recorded', 'peak_kib'];
  const columns = [
    text('Job', 'service_name'),
    text('User', 'user'),
    text('Rank', 'rank'),
    text('Node', 'node'),
    text('Job id', 'job_id'),
    ',"State":{{ printf "%q" .state }}',
    '{{ if eq .event "start" }},"Started":{{ __timestamp__ | unixEpochMillis }}{{ end }}',
    number('Duration', 'duration_ms'),
    text('Cause', 'cause'),
    number('Lines', 'recorded'),
    number('Peak memory', 'peak_kib'),
  ];
  return [
    `{${selector}, stream="logwrap", kind="event"} ${RUN} | event=~"start|end|lost"`,
    '| line_format `{{ .event_data }}`',
    `| json ${data.map((key) => `${key}="${key}"`).join(', ')}`,
    `| label_format state=\`${STATE}\``,
    `| line_format \`{"run_id":{{ printf "%q" .run_id }}${columns.join('')}}\``,
  ].join(' ');
}

function runs(selector: string) {
  const of = (kind: string) => `{${selector}, kind=~"${kind}"} ${RUN}`;
  const each = (operation: string, pipeline: string, by = 'run_id') => `${operation}(${pipeline} [$__range]) by (${by})`;
  return {
    events: events(selector),
    errors: `sum by (run_id) (count_over_time(${of('log')} | level=~"error|critical" [$__range]))`,
    lastSeen: each(
      'max_over_time',
      `${of('.+')} | event!="lost" | label_format at=\`{{ __timestamp__ | unixEpochMillis }}\` | unwrap at`,
    ),
    /** Of the newest bar that was recorded, where `progress` is configured. */
    percent: each(
      'last_over_time',
      `${of('event')} | event="progress" | line_format \`{{ .event_data }}\` | json percent="percent" | unwrap percent | __error__=""`,
    ),
    /** How far the X axis has come, and how new that is: the axis may have been another one at first. */
    x: each('last_over_time', `${of('metadata')} | x!="" | unwrap x | __error__=""`, 'run_id, x_key'),
    xSeq: each('max_over_time', `${of('metadata')} | x!="" | unwrap seq`, 'run_id, x_key'),
  };
}

export const RUNS_OF_JOB = runs(JOB);
export const RUNS = runs(JOBS);

const ERRORS = `{${JOBS}, kind="log"} ${RUN} | level=~"error|critical"`;
export const ERRORS_OVER_TIME = `sum by (service_name) (count_over_time(${ERRORS} [$__auto]))`;
