"""Static files: each that is referred to exists, and each is served with the policy of pages."""

import pytest
from django.core.management import call_command


def test_the_static_files_can_be_stamped(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.parametrize("name", ["rasso/house.css", "rasso/icon.svg", "rasso/lookup.js"])
def test_a_static_file_is_served_with_the_policy_of_pages(client, name):
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    for rule in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "nonce" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
