"""The map under places and areas: tiles of the town's own, or the light drawing that is shipped."""

from urllib.parse import urlsplit

from .environment import env

MAP_TILES = env("MAP_TILES", default="")
MAP_ATTRIBUTION = env("MAP_ATTRIBUTION", default="Συνθετικός χάρτης επίδειξης")
MAP_BASE = env("MAP_BASE", default="service_forms/town.geojson")
MAP_CENTRE = env("MAP_CENTRE", default="35.3690,24.4745")
MAP_ZOOM = env.int("MAP_ZOOM", default=16)

_tiles = urlsplit(MAP_TILES)
# Pictures may come from there and from nowhere else; an address of our own needs no leave.
TILE_ORIGINS = [f"{_tiles.scheme}://{_tiles.netloc}"] if _tiles.netloc else []
