"""A store of the corpus and what a sweep of it must give."""

import shutil

from recipes.common import HERE, ANY_PATH, ANY_TRAIL
from recipes.files import der_file, pem_file


class Store:
    """A folder of this corpus and the rows of expected.csv about it."""

    def __init__(self, folder_name, on_disk=True):
        self.name = folder_name
        self.folder = HERE / folder_name if on_disk else None
        self.files = {}
        self.rows = []
        if self.folder and self.folder.exists():
            shutil.rmtree(self.folder)

    def add(self, path, file):
        self.files[path] = file
        for place in file.places:
            self.expect("artifact", path, place.trail, place.item.kind, place.item.note)
        if self.folder:
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)

    def pem(self, path, *parts, **options):
        self.add(path, pem_file(*parts, **options))

    def der(self, path, item):
        self.add(path, der_file(item))

    def expect(self, expectation, path, trail, value, why):
        self.rows.append((self.name, expectation, path, trail, value, why))

    def finding(self, check, path, why, item=None):
        """Names the item's place; without one, the only place of the file, or any of several."""
        places = [place for place in self.files[path].places if item in (None, place.item)]
        trail = places[0].trail if len(places) == 1 else ANY_TRAIL
        self.expect("finding", path, trail, check, why)

    def no_finding(self, check, path, why):
        assert path == ANY_PATH or path in self.files
        self.expect("no-finding", path, ANY_TRAIL, check, why)

    def problem(self, keyword, path, why):
        assert path in self.files
        self.expect("problem", path, ANY_TRAIL, keyword, why)
