// Asks the server again what is still missing, as one types and when one comes back to the page.
// Without this file the button "Save draft and check again" does the same. Only words are replaced
// and warnings shown or hidden: what somebody types about one is never touched.
const SOON = 300 // milliseconds after an answer was left or chosen, so that two of them ask once
const PAUSE = 2000 // milliseconds without a keystroke

for (const gate of document.querySelectorAll('[data-gate]')) watch(gate)

function watch (gate) {
  const form = gate.closest('form')
  let timer = null
  let asked = 0

  form.addEventListener('input', event => { if (!gate.contains(event.target)) wait(PAUSE) })
  form.addEventListener('change', event => { if (!gate.contains(event.target)) wait(SOON) })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) wait(0) })
  addEventListener('pageshow', event => { if (event.persisted) wait(0) })

  function wait (milliseconds) {
    clearTimeout(timer)
    timer = setTimeout(check, milliseconds)
  }

  async function check () {
    const turn = ++asked
    try {
      const answer = await fetch(gate.dataset.gate, { method: 'POST', body: typed(form) })
      if (!answer.ok || answer.redirected) return
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
      if (turn === asked) update(gate, fresh)
    } catch {
      // The draft's own line says that the connection is gone; the last answer stays.
    }
  }
}

function update (gate, fresh) {
  const parts = fresh.querySelectorAll('[data-gate-part]')
  gate.querySelectorAll('[data-gate-part]').forEach((part, n) => {
    if (part.innerHTML !== parts[n].innerHTML) part.innerHTML = parts[n].innerHTML
  })
  for (const line of gate.querySelectorAll('[data-gate-line]')) {
    const now = fresh.querySelector(`[data-gate-line="${line.dataset.gateLine}"]`)
    line.hidden = now.hidden && !line.contains(document.activeElement)
  }
}

function typed (form) {
  const data = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value)
  return data
}
