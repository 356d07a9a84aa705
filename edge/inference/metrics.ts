/** What the models did, in Prometheus' text format. */
import type { EndpointFigures } from "./figures.ts";
import { type Latencies, percentile } from "./percentiles.ts";

type Labels = Record<string, string>;
interface Sample {
  suffix?: string;
  labels: Labels;
  value: number;
}
interface Family {
  name: string;
  type: "counter" | "gauge" | "summary";
  help: string;
  samples(figures: EndpointFigures): Sample[];
}

const families: readonly Family[] = [
  {
    name: "glasshouse_model_calls_total",
    type: "counter",
    help: "Calls to a model by how they ended.",
    samples: ({ outcomes }) => Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
  },
  {
    name: "glasshouse_model_tokens_total",
    type: "counter",
    help: "Tokens read and written.",
    samples: ({ promptTokens, completionTokens }) => [
      { labels: { kind: "prompt" }, value: promptTokens },
      { labels: { kind: "completion" }, value: completionTokens },
    ],
  },
  {
    name: "glasshouse_model_cost_total",
    type: "counter",
    help: "What the tokens cost, in the currency of the settings.",
    samples: ({ cost }) => [{ labels: {}, value: cost }],
  },
  {
    name: "glasshouse_model_first_byte_seconds",
    type: "summary",
    help: "From the call to the first text.",
    samples: ({ firstByte }) => summary(firstByte),
  },
  {
    name: "glasshouse_model_answer_seconds",
    type: "summary",
    help: "From the call to the end of a whole answer.",
    samples: ({ total }) => summary(total),
  },
  {
    name: "glasshouse_model_running",
    type: "gauge",
    help: "Calls under way.",
    samples: ({ running }) => [{ labels: {}, value: running }],
  },
  {
    name: "glasshouse_model_waiting",
    type: "gauge",
    help: "Requests that wait for their turn.",
    samples: ({ waiting }) => [{ labels: {}, value: waiting }],
  },
  {
    name: "glasshouse_model_paused",
    type: "gauge",
    help: "1 while the endpoint is left alone, after failures or because its owner wants that.",
    samples: ({ pausedMs, off }) => [{ labels: {}, value: pausedMs > 0 || off ? 1 : 0 }],
  },
];

export function metricsOf(all: readonly EndpointFigures[]): string {
  const lines = families.flatMap(({ name, type, help, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...all.flatMap((figures) => {
      const { id: model, endpoint } = figures;
      return samples(figures).map(
        ({ suffix = "", labels, value }) => `${name}${suffix}${written({ model, endpoint, ...labels })} ${value}`,
      );
    }),
  ]);
  return `${lines.join("\n")}\n`;
}

function summary(latencies: Latencies): Sample[] {
  const quantiles = [0.5, 0.95].flatMap((quantile) => {
    const value = percentile(latencies, quantile);
    return value === undefined ? [] : [{ labels: { quantile: String(quantile) }, value: value / 1_000 }];
  });
  const { sum, count } = latencies;
  return [
    ...quantiles,
    { suffix: "_sum", labels: {}, value: sum / 1_000 },
    { suffix: "_count", labels: {}, value: count },
  ];
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${quoted(value)}"`);
  return `{${pairs.join(",")}}`;
}

function quoted(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
