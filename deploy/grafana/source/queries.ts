// The LogQL of the dashboards. A query that becomes a table writes each line anew, as one JSON object of the columns
// wanted: "Extract fields" makes a column of each key, in the order in which it first meets them.
//
// ${variables} are Grafana's. LogQL's texts stand in `...`, so that a regular expression can be typed as it is.

/** What the pickers choose by. In Kubernetes there are no labels `user` and `rank`, elsewhere no `pod`. */
const PICKED = 'user=~"$user", rank=~"$rank", pod=~"$pod"';

/** One job's streams. */
export const JOB = `service_name="$job", ${PICKED}`;
/** Those of all jobs that are picked. */
export const JOBS = `service_name=~"$job", ${PICKED}`;

/** One run, where its id or the beginning of it is given. */
const RUN = '| run_id=~`${run:raw}.*`';

/** The job's lines, with what was searched for. */
export const LINES = `{${JOB}, kind=~"$kind", stream=~"$stream"} ${RUN} |~ \`(?i)\${search:raw}\``;

/** How many lines of each level there are. */
export const LEVELS = `sum by (detected_level) (count_over_time(${LINES} [$__auto]))`;

/** What logwrap itself has to say, for marks in the graphs. */
export const MARKS = `{${JOB}, stream="logwrap", kind="event"} ${RUN} | event=~"start|end|lost|stall|told_to_end|gap"`;

/** A random tenth or hundredth, by the last digits of the nanoseconds: Grafana gets no more than 5000 records at once. */
const SAMPLE = '| label_format digits=`{{ __timestamp__ | unixEpochNanos }}` | digits=~`.*$sample`';

/** As many keys of an object within a record become columns of their own, `val.acc`. */
const KEYS_WITHIN = 8;

/** Takes the first pair of each object within out of it; then what is left of these, and all that is null. */
const TAKE_OUT = String.raw`regexReplaceAll "\"([^\"\\\\]+)\"\\s*:\\s*{\\s*\"([^\"\\\\]+)\"\\s*:\\s*(\"[^\"\\\\]*\"|[^,{}\\[\\]\"]+)\\s*,?"`;
const REMOVE = String.raw`regexReplaceAll ",\\s*\"[^\"\\\\]*\"\\s*:\\s*(null|{\\s*})"`;
const taken = (line: string) => String.raw`(${TAKE_OUT} ${line} "\"${'${1}.${2}'}\":${'${3}'},\"${'${1}'}\":{")`;

/**
 * What was printed, after a comma instead of the first brace, objects within flattened as `logwrap metrics` does; less all
 * that is null, because Grafana's XY chart draws a null as a zero. NaN and the infinities come as null.
 */
function printed(): string {
  let line = '(printf ",%s" (trimPrefix "{" __line__))';
  for (let key = 0; key < KEYS_WITHIN; key++) line = taken(line);
  return `{{ ${REMOVE} ${line} "" }}`;
}
const PRINTED = printed();

/** Which run, where several are shown, and which rank, where there are ranks. */
const SERIES = '{{ if ne .run_id "${run:raw}" }}{{ .run_id }}{{ end }}{{ if .rank }} rank {{ .rank }}{{ end }}';

interface Records {
  selector: string;
  /** Names the curve that a record belongs to. */
  series?: string;
  /** Stages of the pipeline, and what they add to the line: `,"key":value`. */
  stages?: string;
  columns?: string;
  printed?: string;
}

/** One line for each record of metadata. */
function records({ selector, series = SERIES, stages = '', columns = '', printed = PRINTED }: Records): string {
  return [
    `{${selector}, kind="metadata"} ${RUN} ${SAMPLE} ${stages}`,
    `| label_format series=\`${series}\``,
    `| line_format \`{"Series":{{ printf "%q" (trim .series) }}${columns}${printed}\``,
  ].join(' ');
}

/** The key that was asked for. */
const X = '${x:raw}';

/**
 * The X axis comes first among a record's columns: the key in the variable `x`, else that which logwrap had chosen when it
 * recorded the line. Grafana meets the newest record first, so the axis is that of the newest; earlier records, too, have
 * their place on it wherever they have that key. Records without a place are left out.
 *
 * The 0 holds the place for the value that follows: of a key that comes twice JSON takes the later value.
 */
const AXIS = {
  stages:
    '| label_format axis=`{{ if eq "${x:raw}" "" }}{{ .x_key }}' +
    String.raw`{{ else if or (contains "\"${X}\"" __line__) (eq "${X}" .x_key) }}${X}{{ end }}` +
    '` | axis!=""',
  columns: ',{{ printf "%q" .axis }}:{{ if eq .axis .x_key }}{{ .x }}{{ else }}0{{ end }}',
};

/** The columns of the table: which of a record's numbers are none, and whether a pattern of the user's made it of text. */
const REMARKS = '{{ if .nonfinite }},"Not finite":{{ printf "%q" .nonfinite }}{{ end }}{{ if .derived }},"Derived":true{{ end }}';

export const METADATA = {
  table: records({ selector: JOB, columns: REMARKS }),
  overTime: records({ selector: JOB }),
  overX: records({ selector: JOB, ...AXIS }),
};

/** The variable `metric` is a key, a path of keys as in `train.loss`, or `["a key"]`. Its value has a column of its own. */
const METRIC = { stages: '| json metric=`${metric:raw}` | metric!=""', columns: ',"Metric":{{ .metric }}' };
const RUN_OF_JOB = '{{ .service_name }} {{ .run_id }}{{ if .rank }} rank {{ .rank }}{{ end }}';

const COMPARED_RECORDS = `{${JOBS}, kind="metadata"} ${RUN} ${METRIC.stages}`;
const EACH_RUN = 'service_name, run_id, rank';

export const COMPARED = {
  overX: records({
    selector: JOBS,
    series: RUN_OF_JOB,
    stages: `${METRIC.stages} ${AXIS.stages}`,
    columns: AXIS.columns + METRIC.columns,
  }),
  overTime: records({ selector: JOBS, series: RUN_OF_JOB, ...METRIC, printed: '}' }),
  /** A number for each run: `last_over_time`, `min_over_time` and so on. */
  number: (operation: string) =>
    `${operation}(${COMPARED_RECORDS} | unwrap metric | __error__="" [$__range]) by (${EACH_RUN})`,
  records: `sum by (${EACH_RUN}) (count_over_time(${COMPARED_RECORDS} [$__range]))`,
};
