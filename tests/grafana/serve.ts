// Answers the tests: a request a line on stdin, a JSON object; an answer a line on stdout.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { interpolator } from './interpolate.ts';
import { checkSyntax, get } from './loki_source.ts';
import { builtIns, plain, show } from './panel.ts';

const ofDashboard = (request: any) => JSON.parse(readFileSync(request.dashboard, 'utf8'));

const ANSWERS: Record<string, (request: any) => Promise<unknown>> = {
  async panel(request) {
    const dashboard = ofDashboard(request);
    const panel = dashboard.panels.find(({ title }: { title: string }) => title === request.panel);
    if (!panel) throw new Error(`no panel is called ${request.panel}`);
    const { queries, frames } = await show(dashboard, panel, request.server, request.range, request.values, request.layout);
    return { queries, frames: plain(frames) };
  },

  /** Text anywhere in the dashboard, such as a link, with its variables put in. */
  async text(request) {
    return interpolator(ofDashboard(request), request.values, builtIns(request.range))(request.text);
  },

  /** What a picker offers. */
  async options(request) {
    const dashboard = ofDashboard(request);
    const variable = dashboard.templating.list.find(({ name }: { name: string }) => name === request.variable);
    const stream = interpolator(dashboard, request.values, builtIns(request.range))(variable.query.stream);
    checkSyntax(stream);
    const { from, to } = request.range;
    const parameters = { query: stream, start: `${from}000000`, end: `${to}000000` };
    return (await get(request.server, `label/${variable.query.label}/values`, parameters)) ?? [];
  },

  /** The lines that become marks in the graphs. */
  async annotations(request) {
    const dashboard = ofDashboard(request);
    const annotation = dashboard.annotations.list.find(({ name }: { name: string }) => name === request.annotation);
    const panel = { ...annotation, targets: [{ refId: 'Anno', expr: annotation.expr, queryType: 'range' }], fieldConfig: { defaults: {}, overrides: [] } };
    const { queries, frames } = await show(dashboard, panel, request.server, request.range, request.values, 'classic');
    return { queries, frames: plain(frames) };
  },
};

// What Grafana's library, once loaded, looks for in a browser: a mark of its own, and the language.
Object.assign(globalThis, { window: globalThis });
(globalThis as any).navigator ??= { language: 'en', languages: ['en'] };

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      const answer = await ANSWERS[request.ask]!(request);
      console.log(JSON.stringify({ answer }));
    } catch (error) {
      console.log(JSON.stringify({ error: error instanceof Error ? error.stack : String(error) }));
    }
  }
}

void main();
