// What Grafana does to $name, ${name} and ${name:format} before a query is sent and before a transformation runs.

/** The values that a dashboard's pickers have: a text, or several where a picker takes several. */
export type Values = Record<string, string | string[]>;

interface Variable {
  name: string;
  type: string;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string;
  current?: { value?: string | string[] };
  query?: unknown;
}

export interface Dashboard {
  templating: { list: Variable[] };
}

const ALL = '$__all';

const PLACE = /\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g;

/** As Loki's data source has it: values of pickers that can take several become regular expressions in a quoted text. */
function regexEscaped(value: string): string {
  return value.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]+?.()|]/g, '\\\\$&');
}

function formatted(value: string | string[], variable: Variable, format: string | undefined): string {
  const values = Array.isArray(value) ? value : [value];
  switch (format) {
    case undefined:
      return variable.multi || variable.includeAll ? values.map(regexEscaped).join('|') : values.join(',');
    case 'raw':
      return values.join(',');
    case 'percentencode':
      return encodeURIComponent(values.join(','));
    case 'queryparam':
      return values.map((one) => `var-${variable.name}=${encodeURIComponent(one)}`).join('&');
    default:
      throw new Error(`the dashboards use a format that is not known here: ${format}`);
  }
}

/** The value that a picker has when nobody touches it. */
function initial(variable: Variable): string | string[] {
  return variable.current?.value ?? (variable.type === 'textbox' ? String(variable.query ?? '') : '');
}

/** Gives a function that fills in the dashboard's variables and `builtIn` ones; names of neither kind stay as they are. */
export function interpolator(dashboard: Dashboard, values: Values, builtIn: Record<string, string>) {
  const variables = new Map(dashboard.templating.list.map((variable) => [variable.name, variable]));
  for (const name of Object.keys(values)) {
    if (!variables.has(name)) throw new Error(`the dashboard has no variable ${name}`);
  }
  return (text: string): string =>
    text.replace(PLACE, (whole, braced: string | undefined, format: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain ?? '';
      const built = builtIn[name];
      if (built !== undefined) return format === 'percentencode' ? encodeURIComponent(built) : built;
      const variable = variables.get(name);
      if (!variable) return whole;
      const value = values[name] ?? initial(variable);
      const isAll = value === ALL || (Array.isArray(value) && value.includes(ALL));
      // A value for all that is given with the variable is put in as it stands.
      if (isAll && variable.allValue) return format === 'queryparam' ? `var-${name}=${ALL}` : variable.allValue;
      return formatted(value, variable, format);
    });
}
