// Keeps a draft on the server while a person types, from the first keystroke on. Without this
// file the "Save draft" button does the same. The server answers with the sentence to show.
const PAUSE = 800 // milliseconds without a keystroke before a save
const LONGEST = 10000 // a person who never pauses is still saved this often

for (const form of document.querySelectorAll('form[data-draft]')) keep(form)

function keep (form) {
  const status = form.querySelector('[data-draft-status]')
  let timer = null
  let since = null
  let saving = false
  let sent = false

  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  form.addEventListener('submit', () => { sent = true; clearTimeout(timer) })
  addEventListener('pageshow', () => { sent = false })
  document.addEventListener('visibilitychange', () => { if (document.hidden && since !== null) save(true) })

  function changed (event) {
    if (sent || event.target.type === 'file') return
    since ??= Date.now()
    clearTimeout(timer)
    timer = setTimeout(save, Date.now() - since > LONGEST ? 0 : PAUSE)
  }

  async function save (leaving = false) {
    if (sent || (saving && leaving !== true)) return
    clearTimeout(timer)
    saving = true
    since = null
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body: typed(form), keepalive: leaving === true })
      if (!answer.headers.get('content-type').startsWith('text/plain')) throw new Error(answer.statusText)
      status.textContent = await answer.text()
      if (answer.ok) form.querySelector('[data-draft-discard]').hidden = false
    } catch {
      status.textContent = form.dataset.draftFailed
    } finally {
      saving = false
    }
    if (since !== null) timer = setTimeout(save, PAUSE)
  }
}

// Everything typed but the files, which are sent once, with the form.
function typed (form) {
  const data = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value)
  data.append('save_draft', 'typing')
  return data
}
