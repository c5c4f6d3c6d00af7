// Links between the dashboards, and to Explore.

import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

export const UID = { job: 'logwrap-job', jobs: 'logwrap-jobs', compare: 'logwrap-compare' };

const TIME = '${__url_time_range}';

/** A run's row leads to the run, in the time range that is looked at. */
export const runDetails = () =>
  link('Details', `/d/${UID.job}?var-datasource=\${datasource}&var-job=\${__data.fields.Job}&var-run=\${__data.fields.Run}&${TIME}`);

export const toDashboard = (title: string, uid: string, variables: string[]) =>
  link(title, `/d/${uid}?${variables.map((name) => `\${${name}:queryparam}`).join('&')}`).keepTime(true);

function link(title: string, url: string) {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url);
}

/** Text of a URL with Grafana's variables in it, which are encoded when Grafana puts them in. */
function encoded(textWithVariables: string): string {
  return textWithVariables
    .split(/(\$\{\w+(?::\w+)?\}|\$\w+)/)
    .map((part, index) => (index % 2 ? `\${${/\w+/.exec(part)?.[0]}:percentencode}` : encodeURIComponent(part)))
    .join('');
}

/** The query in Explore, where a button Live follows it, as dashboards cannot. */
export function explore(title: string, expr: string) {
  const pane = {
    datasource: '${datasource}',
    queries: [{ refId: 'A', expr, queryType: 'range', datasource: { type: 'loki', uid: '${datasource}' } }],
    range: { from: '${__from}', to: '${__to}' },
  };
  const panes = encoded(JSON.stringify({ logs: pane }));
  return link(title, `/explore?schemaVersion=1&panes=${panes}`).targetBlank(true);
}
