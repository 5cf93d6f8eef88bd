// Asks the server again what is still missing, whenever an answer of the form has changed. Without
// this file the button "Save draft and check again" does the same.
const PAUSE = 500 // milliseconds after a change, so that two changes ask once

for (const gate of document.querySelectorAll('[data-gate]')) watch(gate)

function watch (gate) {
  const form = gate.closest('form')
  const part = gate.querySelector('[data-gate-part]')
  let timer = null
  let asked = 0

  form.addEventListener('change', () => {
    clearTimeout(timer)
    timer = setTimeout(check, PAUSE)
  })
  gate.addEventListener('focusout', () => { timer ??= setTimeout(check, PAUSE) })

  async function check () {
    timer = null
    if (part.contains(document.activeElement)) return // nobody's typing is taken from under her
    const turn = ++asked
    try {
      const answer = await fetch(gate.dataset.gate, { method: 'POST', body: typed(form) })
      if (!answer.ok || answer.redirected) return
      const text = await answer.text()
      if (turn === asked && !part.contains(document.activeElement)) part.innerHTML = text
    } catch {
      // The draft's own line says that the connection is gone; the last answer stays.
    }
  }
}

function typed (form) {
  const data = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value)
  return data
}
