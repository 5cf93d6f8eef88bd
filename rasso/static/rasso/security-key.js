// Asks a security key to register (data-key="create") or to answer ("get"), then sends the form.
const options = JSON.parse(document.getElementById('key-options').textContent)
const form = document.querySelector('form[data-key]')
const failed = document.getElementById('key-failed')

form.addEventListener('submit', async event => {
  event.preventDefault()
  failed.hidden = true
  try {
    const answer = await window.webauthnJSON[form.dataset.key](options)
    form.elements.credential.value = JSON.stringify(answer)
    form.submit()
  } catch {
    failed.hidden = false
    failed.focus()
  }
})
document.getElementById('key-needs-script').hidden = true
form.hidden = false
