// Sends each file of a form by itself, one after the other, and shows how far it is. Without this
// file the form sends them together, which comes to the same. The server answers with the sentence
// to show. What did not arrive stays chosen, and is sent again under the same one-time key.
const ADDED = 200
const UNFIT = 422 // of this file alone: the others can still be added

for (const form of document.querySelectorAll('form[data-upload]')) watch(form)

function watch (form) {
  const keys = new WeakMap()
  let sending = false

  form.addEventListener('submit', async event => {
    const files = chosen(form)
    if (!sending && !files.length) return // the server says what is missing
    event.preventDefault()
    if (sending || !allSaid(form)) return
    sending = true
    await sendAll(form, files, keys)
    sending = false
  })
  addEventListener('beforeunload', event => { if (sending) event.preventDefault() })
}

// Every chosen file, with the row of the form that says what it is.
function chosen (form) {
  return [...form.querySelectorAll('[data-upload-row]')].flatMap((row, n) => {
    const input = row.querySelector('input[type=file]')
    return [...input.files].map(file => ({ file, input, name: input.name.replace(/\d+/, '0'), row: `batch-${n}-` }))
  })
}

// Whether it is said of every chosen file what it is. Where not, that is asked before anything is
// sent, and the files stay chosen.
function allSaid (form) {
  const silent = [...form.querySelectorAll('[data-upload-row]')].filter(row =>
    row.querySelector('input[type=file]').files.length && !row.querySelector('select').value)
  for (const row of silent) ask(row.querySelector('select'), form.dataset.unsaid)
  silent[0]?.querySelector('select').focus()
  return !silent.length
}

function ask (select, text) {
  const group = select.closest('.govuk-form-group')
  const before = select.getAttribute('aria-describedby')
  const id = `${select.id}-error`
  if (group.querySelector(`#${id}`)) return
  const error = document.createElement('p')
  error.className = 'govuk-error-message'
  error.id = id
  error.textContent = text
  mark(true)
  select.addEventListener('change', () => mark(false), { once: true })

  function mark (isWrong) {
    if (isWrong) select.before(error)
    else error.remove()
    select.setAttribute('aria-describedby', [before, isWrong && id].filter(Boolean).join(' '))
    select.classList.toggle('govuk-select--error', isWrong)
    group.classList.toggle('govuk-form-group--error', isWrong)
  }
}

async function sendAll (form, files, keys) {
  const report = form.querySelector('[data-upload-report]')
  const result = form.querySelector('[data-upload-result]')
  const list = form.querySelector('[data-upload-list]')
  const lines = files.map(each => new Line(form, each.file))
  list.replaceChildren(...lines.map(line => line.item))
  result.textContent = form.dataset.start
  report.hidden = false
  let added = 0
  for (const [n, each] of files.entries()) {
    if (!keys.has(each.file)) keys.set(each.file, crypto.randomUUID())
    const status = await send(form, each, keys.get(each.file), lines[n])
    if (status === ADDED) added += 1
    if (status === ADDED || status === UNFIT) put(each.input, [...each.input.files].filter(file => file !== each.file))
    if (![ADDED, UNFIT].includes(status)) break // what is wrong with this one is wrong with the rest
  }
  for (const line of lines) line.leave()
  result.textContent = filled(form.dataset.result, { n: added, all: files.length })
  result.focus()
}

function send (form, each, key, line) {
  const request = new XMLHttpRequest()
  return new Promise(resolve => {
    request.upload.addEventListener('progress', event => line.sent(event.loaded / event.total))
    request.addEventListener('load', () => resolve(line.answered(request)))
    for (const kind of ['error', 'timeout', 'abort']) request.addEventListener(kind, () => resolve(line.broken()))
    request.open('POST', location.pathname)
    request.send(typed(form, each, key))
  })
}

// What the form says, but for its rows: of these the one that this file is in.
function typed (form, each, key) {
  const data = new FormData()
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith(each.row) && typeof value === 'string') data.append(name.replace(each.row, 'batch-0-'), value)
    else if (!name.startsWith('batch-')) data.append(name, value)
  }
  data.set('form_key', key)
  data.set('batch-TOTAL_FORMS', '1')
  data.set('batch-INITIAL_FORMS', '0')
  data.set('by_script', '1')
  data.set(each.name, each.file)
  return data
}

function put (input, files) {
  const kept = new DataTransfer()
  for (const file of files) kept.items.add(file)
  input.files = kept.files
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

class Line {
  constructor (form, file) {
    this.words = form.dataset
    this.file = file
    this.share = 0
    this.item = document.createElement('li')
    this.text = document.createElement('span')
    this.text.className = 'rasso-prose'
    this.bar = document.createElement('progress')
    this.bar.max = 100
    this.bar.value = 0
    this.bar.setAttribute('aria-label', file.name)
    this.item.append(this.text, this.bar)
    this.say(`${file.name}: ${this.words.waiting}`)
  }

  say (text) { this.text.textContent = text }

  sent (share) {
    this.share = Math.floor(share * 100)
    this.bar.value = this.share
    const said = this.share < 100 ? this.words.sending : this.words.arrived
    this.say(`${this.file.name}: ${filled(said, { n: this.share })}`)
  }

  answered (request) {
    const ours = (request.getResponseHeader('content-type') ?? '').startsWith('text/plain')
    if (ours) this.end(request.responseText, request.status === ADDED)
    else this.end(filled(request.status === 403 ? this.words.signedOut : this.words.failed, { name: this.file.name }))
    return request.status
  }

  broken () {
    this.end(filled(this.words.broken, { name: this.file.name, n: this.share }))
    return 0
  }

  // Of a file that was not sent, because of what befell the one before it.
  leave () {
    if (!this.hasEnded) this.end(`${this.file.name}: ${this.words.unsent}`)
  }

  end (text, isAdded = false) {
    this.hasEnded = true
    this.say(text)
    this.bar.remove()
    this.item.classList.add(isAdded ? 'rasso-uploads__added' : 'rasso-uploads__not')
  }
}

function filled (text, told) {
  return text.replace(/\{(\w+)\}/g, (_, name) => told[name])
}
