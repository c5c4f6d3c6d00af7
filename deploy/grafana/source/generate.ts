// Writes the dashboards as JSON beside the sources: into ../dashboards, or a folder that is named.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

import { compare } from './compare.ts';
import { jobDetails } from './job_details.ts';
import { jobs } from './jobs.ts';

const DASHBOARDS: Record<string, () => Dashboard> = {
  'job-details': jobDetails,
  jobs,
  compare,
};

const beside = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', 'dashboards');
const folder = process.argv[2] ?? beside;

/** Links to one panel name it by its number: it stays the same as long as the panels do. */
function numbered(dashboard: Dashboard): Dashboard {
  const panels = (dashboard.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 }));
  return { ...dashboard, panels };
}

/**
 * The SDK also writes defaults that Grafana's schema does not know, or no longer; and it would have links and annotations
 * hidden in a menu, for which the schema has no word but leaving `placement` out.
 */
function asTheSchemaSays(dashboard: Dashboard): unknown {
  const variables = (dashboard.templating?.list ?? []).map(({ auto, auto_min, auto_count, ...variable }) => variable);
  const panels = (dashboard.panels ?? []).map((panel) => {
    if (!('options' in panel) || panel.type !== 'table') return panel;
    const { footer, ...options } = panel.options;
    return { ...panel, options };
  });
  const shown = <T extends { placement?: unknown }>(list: T[] | undefined) => (list ?? []).map(({ placement, ...one }) => one);
  return {
    ...dashboard,
    templating: { list: variables },
    annotations: { list: shown(dashboard.annotations?.list) },
    links: shown(dashboard.links),
    panels,
  };
}

for (const [name, make] of Object.entries(DASHBOARDS)) {
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(asTheSchemaSays(numbered(make())), null, 2)}\n`);
}
