import uPlot from "/uplot.js";

const KEPT = 600;

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The last ten minutes of one queue. */
export class Chart {
  constructor(place) {
    this.place = place;
    this.data = [[], [], []];
    this.capacity = 1;
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    this.draw();
  }

  size() {
    return { width: Math.max(60, this.place.clientWidth), height: 44 };
  }

  draw() {
    this.plot?.destroy();
    this.plot = new uPlot({
      ...this.size(),
      legend: { show: false },
      cursor: { show: false },
      axes: [{ show: false }, { show: false }],
      padding: [2, 2, 2, 2],
      scales: {
        x: { time: false, range: (plot, low, high) => [high - KEPT, high] },
        y: { range: () => [0, this.capacity] },
        rate: { range: (plot, low, high) => [0, Math.max(1, high)] },
      },
      series: [
        {},
        { stroke: color("--depth"), fill: color("--depth") + "33", width: 1, points: { show: false } },
        { scale: "rate", stroke: color("--out"), width: 1, points: { show: false } },
      ],
    }, this.data, this.place);
  }

  add(points, capacity) {
    this.capacity = capacity || this.capacity;
    for (const [number, depth, , out] of points) {
      this.data[0].push(number);
      this.data[1].push(depth < 0 ? null : depth);
      this.data[2].push(depth < 0 ? null : out);
    }
    this.data = this.data.map(each => each.slice(-KEPT));
    this.plot.setData(this.data);
  }
}
