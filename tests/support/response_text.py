"""What a response says, also where it is a PDF."""

from io import BytesIO

from pypdf import PdfReader


def response_text(answer):
    """The body as text; of a PDF the text of its pages and its properties."""
    if answer.get("Content-Type", "").partition(";")[0] != "application/pdf":
        return answer.content.decode()
    reader = PdfReader(BytesIO(answer.content))
    return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
