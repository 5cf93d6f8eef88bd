// Draws the chart from the table below it, and from nothing else. A row without a figure is a gap.
const table = document.getElementById('figures')
const rows = [...table.tBodies[0].rows].reverse()
new window.Chart(document.querySelector('[data-chart=figures]'), {
  type: 'line',
  data: {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    datasets: [{
      label: table.tHead.rows[0].cells[2].textContent.trim(),
      data: rows.map((row) => ('value' in row.dataset ? Number(row.dataset.value) : null)),
      borderColor: '#1d70b8',
      backgroundColor: '#1d70b8',
      spanGaps: false
    }]
  },
  options: {
    animation: false,
    maintainAspectRatio: false,
    scales: { y: { beginAtZero: true } }
  }
})
