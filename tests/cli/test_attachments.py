"""Photos and papers on the command line."""

from PIL import Image


def test_attach_says_what_it_kept(call, place, tmp_path):
    """With the file's hash; a record that is not there ends with exit 2 and one sentence."""
    photo = tmp_path / "现场.png"
    Image.new("RGB", (8, 8)).save(photo)
    done = call("attach", photo, "--parcel", "P1", "--note", "拆前", "--json", "--workspace", place)
    assert done.code == 0
    assert (done.json["subject_id"], len(done.json["sha256"])) == ("P1", 64)
    refused = call("attach", photo, "--parcel", "P9", "--workspace", place)
    assert refused.code == 2
    assert len(refused.err.strip().splitlines()) == 1
    assert call("attach", photo, "--workspace", place).code == 2
