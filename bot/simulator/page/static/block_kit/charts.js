// The data_visualization block as SVG, with its numbers as a table below for those who cannot see or trust a picture.

import { h, svg } from "../base/dom.js";

const WIDTH = 560;
const HEIGHT = 240;
const EDGE = { left: 48, right: 12, top: 12, bottom: 36 };

const short = (value) => new Intl.NumberFormat("en", { maximumFractionDigits: 2, notation: Math.abs(value) >= 10_000 ? "compact" : "standard" }).format(value);

function ticks(low, high) {
  const rough = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const first = Math.floor(low / step) * step;
  const count = Math.ceil((high - first) / step);
  return Array.from({ length: count + 1 }, (_, index) => Number((first + index * step).toPrecision(12)));
}

function plotOf(chart) {
  const values = chart.series.flatMap((series) => series.data.map((point) => point.value));
  const marks = ticks(Math.min(0, ...values), Math.max(1, ...values));
  const [low, high] = [marks[0], marks.at(-1)];
  const categories = chart.axis_config?.categories ?? chart.series[0].data.map((point) => point.label);
  const inner = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const slot = inner.width / categories.length;
  return {
    marks, categories, slot,
    y: (value) => EDGE.top + inner.height * (1 - (value - low) / (high - low)),
    middle: (index) => EDGE.left + slot * (index + 0.5),
    valueOf: (series, category) => series.data.find((point) => point.label === category)?.value ?? 0,
  };
}

function axes(plot, config = {}) {
  const lines = plot.marks.map((mark) => [
    svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: plot.y(mark), y2: plot.y(mark), class: mark === 0 ? "axis" : "grid" }),
    svg("text", { x: EDGE.left - 6, y: plot.y(mark) + 4, "text-anchor": "end" }, short(mark)),
  ]);
  const every = Math.ceil(plot.categories.length / 10);
  const names = plot.categories.map((name, index) => (index % every ? null
    : svg("text", { x: plot.middle(index), y: HEIGHT - EDGE.bottom + 15, "text-anchor": "middle" }, name)));
  const xLabel = config.x_label ? svg("text", { x: (EDGE.left + WIDTH - EDGE.right) / 2, y: HEIGHT - 4, "text-anchor": "middle", class: "label" }, config.x_label) : null;
  const yLabel = config.y_label ? svg("text", { transform: `translate(11 ${(HEIGHT - EDGE.bottom) / 2 + EDGE.top}) rotate(-90)`, "text-anchor": "middle", class: "label" }, config.y_label) : null;
  return [lines, names, xLabel, yLabel];
}

function bars(chart, plot) {
  const wide = Math.min(40, (plot.slot * 0.72) / chart.series.length);
  return chart.series.map((series, nth) => plot.categories.map((category, index) => {
    const value = plot.valueOf(series, category);
    const [top, foot] = [plot.y(Math.max(0, value)), plot.y(Math.min(0, value))];
    const x = plot.middle(index) - (wide * chart.series.length) / 2 + nth * wide;
    return svg("rect", { x: x + 1, y: top, width: Math.max(1, wide - 2), height: Math.max(0, foot - top), rx: 2, class: `fill-${nth}` },
      svg("title", {}, `${series.name}, ${category}: ${short(value)}`));
  }));
}

function lines(chart, plot, { area = false } = {}) {
  return chart.series.map((series, nth) => {
    const points = plot.categories.map((category, index) => [plot.middle(index), plot.y(plot.valueOf(series, category)), category]);
    const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    const ends = `${points.at(-1)[0]},${plot.y(0)} ${points[0][0]},${plot.y(0)}`;
    return [
      area ? svg("polygon", { points: `${path} ${ends}`, class: `fill-${nth} area` }) : null,
      svg("polyline", { points: path, class: `stroke-${nth}` }),
      points.map(([x, y, category]) => svg("circle", { cx: x, cy: y, r: 3.5, class: `fill-${nth}` },
        svg("title", {}, `${series.name}, ${category}: ${short(plot.valueOf(series, category))}`))),
    ];
  });
}

function slice(segment, nth, from, share) {
  const [cx, cy, r] = [HEIGHT / 2, HEIGHT / 2, HEIGHT / 2 - 10];
  const title = svg("title", {}, `${segment.label}: ${short(segment.value)}`);
  if (share > 0.9999) return svg("circle", { cx, cy, r, class: `fill-${nth}` }, title);
  const at = (turn) => `${(cx + r * Math.sin(turn * 2 * Math.PI)).toFixed(2)} ${(cy - r * Math.cos(turn * 2 * Math.PI)).toFixed(2)}`;
  const path = `M ${cx} ${cy} L ${at(from)} A ${r} ${r} 0 ${share > 0.5 ? 1 : 0} 1 ${at(from + share)} Z`;
  return svg("path", { d: path, class: `fill-${nth} slice` }, title);
}

function pie(segments) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0) || 1;
  let from = 0;
  return segments.map((segment, nth) => {
    const share = segment.value / total;
    from += share;
    return slice(segment, nth, from - share, share);
  });
}

function legend(names) {
  return h("ul", { class: "legend" }, names.map((name, nth) => h("li", {},
    svg("svg", { viewBox: "0 0 10 10", class: "swatch", "aria-hidden": "true" }, svg("rect", { width: 10, height: 10, rx: 2, class: `fill-${nth}` })), name)));
}

function numbers(head, rows) {
  return h("details", {}, h("summary", {}, "Show the numbers"), h("div", { class: "table-scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map(([name, ...values]) => h("tr", {}, h("th", { scope: "row" }, name), values.map((value) => h("td", { class: "align-right" }, short(value)))))))));
}

function figure(title, drawing, names, foot, round = false) {
  const box = `0 0 ${round ? HEIGHT : WIDTH} ${HEIGHT}`;
  const picture = svg("svg", { viewBox: box, role: "img", "aria-label": title, class: round ? "plot round" : "plot" }, drawing);
  return h("figure", { class: "chart" }, h("figcaption", {}, title), picture, legend(names), foot);
}

/** A data_visualization block: line, area, bar or pie. */
export function chart(block) {
  const { title, chart: data } = block;
  if (data.type === "pie") {
    const parts = data.segments.map((segment) => `${segment.label} · ${short(segment.value)}`);
    return figure(title, pie(data.segments), parts, numbers(["", "Value"], data.segments.map((segment) => [segment.label, segment.value])), true);
  }
  const plot = plotOf(data);
  const drawing = data.type === "bar" ? bars(data, plot) : lines(data, plot, { area: data.type === "area" });
  const rows = plot.categories.map((category) => [category, ...data.series.map((series) => plot.valueOf(series, category))]);
  const foot = numbers([data.axis_config?.x_label ?? "", ...data.series.map((series) => series.name)], rows);
  return figure(title, [axes(plot, data.axis_config), drawing], data.series.map((series) => series.name), foot);
}
