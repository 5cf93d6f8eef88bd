// Draws a control chart from the table below it, and from nothing else: the months of an Area with
// their limits, those of the places it is compared with, and a line where something began.
const table = document.getElementById('months')
const rows = [...table.tBodies[0].rows].reverse()
const drawn = rows.map((row) => JSON.parse(row.dataset.drawn))
const lines = JSON.parse(table.dataset.lines)
const BLUE = '#1d70b8'
const RED = '#942514'
const GREY = '#505a5f'
const STYLES = {
  here: { borderColor: BLUE, borderWidth: 3 },
  middle: { borderColor: GREY, borderWidth: 1, pointRadius: 0 },
  lower: { borderColor: GREY, borderWidth: 1, borderDash: [6, 4], pointRadius: 0 },
  upper: { borderColor: GREY, borderWidth: 1, borderDash: [6, 4], pointRadius: 0 }
}
const OTHERS = ['#54319f', '#00703c', '#f47738']
const points = (plain, out) => rows.map((row) => ('standsOut' in row.dataset ? out : plain))

function styleOf (name, n) {
  const other = { borderColor: OTHERS[n % OTHERS.length], borderWidth: 1, borderDash: [2, 2], pointRadius: 2 }
  const style = STYLES[name] || other
  if (name !== 'here') return { backgroundColor: style.borderColor, ...style }
  const marks = { pointRadius: points(3, 7), pointStyle: points('circle', 'rectRot') }
  return { ...style, ...marks, backgroundColor: BLUE, pointBackgroundColor: points(BLUE, RED), pointBorderColor: points(BLUE, RED) }
}

const whereSomethingBegan = {
  id: 'began',
  afterDatasetsDraw ({ ctx, chartArea, scales }) {
    ctx.save()
    ctx.strokeStyle = '#0b0c0c'
    ctx.lineWidth = 2
    for (const [n, row] of rows.entries()) {
      if (!('event' in row.dataset)) continue
      const x = n ? (scales.x.getPixelForValue(n - 1) + scales.x.getPixelForValue(n)) / 2 : scales.x.getPixelForValue(0)
      ctx.beginPath()
      ctx.moveTo(x, chartArea.top)
      ctx.lineTo(x, chartArea.bottom)
      ctx.stroke()
    }
    ctx.restore()
  }
}

new window.Chart(document.querySelector('[data-chart=change]'), {
  type: 'line',
  plugins: [whereSomethingBegan],
  data: {
    labels: rows.map((row) => row.cells[0].firstChild.textContent.trim()),
    datasets: Object.keys(lines).map((name, n) => ({
      label: lines[name],
      data: drawn.map((values) => (name in values ? values[name] : null)),
      spanGaps: false,
      ...styleOf(name, n)
    }))
  },
  options: {
    animation: false,
    maintainAspectRatio: false,
    plugins: { legend: { labels: { usePointStyle: true, pointStyle: 'line' } } },
    scales: { y: { beginAtZero: true } }
  }
})
