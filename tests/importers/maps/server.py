"""A map server in memory: every colour tells the coordinates it was drawn for."""

import io
from urllib.parse import parse_qsl, urlsplit

import httpx2
import numpy as np
from PIL import Image

WMS = """<?xml version="1.0"?>
<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms"
  xmlns:xlink="http://www.w3.org/1999/xlink">
 <Service><Name>WMS</Name><Title>Town maps</Title>
  <ContactInformation><ContactPersonPrimary>
   <ContactOrganization>Town of Toytown</ContactOrganization></ContactPersonPrimary>
  </ContactInformation></Service>
 <Capability><Request><GetMap><Format>image/jpeg</Format><Format>image/png</Format>
  <DCPType><HTTP><Get><OnlineResource xlink:href="http://inside.example/wms?"/></Get></HTTP>
  </DCPType></GetMap></Request>
  <Layer><Title>All</Title><CRS>EPSG:25833</CRS><CRS>EPSG:4326</CRS>
   <Layer queryable="1"><Name>ortho</Name><Title>Orthophoto 2024</Title>
    <Abstract>From the air</Abstract>
    <EX_GeographicBoundingBox><westBoundLongitude>12</westBoundLongitude>
    <eastBoundLongitude>14</eastBoundLongitude><southBoundLatitude>52</southBoundLatitude>
    <northBoundLatitude>53</northBoundLatitude></EX_GeographicBoundingBox></Layer>
  </Layer></Capability></WMS_Capabilities>"""

WMTS = """<?xml version="1.0"?>
<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1"
  xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">
 <ows:ServiceIdentification><ows:Title>Tiles</ows:Title></ows:ServiceIdentification>
 <ows:ServiceProvider><ows:ProviderName>Land survey</ows:ProviderName></ows:ServiceProvider>
 <Contents>
  <Layer><ows:Title>Aerial</ows:Title><ows:Identifier>aerial</ows:Identifier>
   <ows:WGS84BoundingBox><ows:LowerCorner>12 52</ows:LowerCorner>
    <ows:UpperCorner>14 53</ows:UpperCorner></ows:WGS84BoundingBox>
   <Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style>
   <Format>image/png</Format>
   <TileMatrixSetLink><TileMatrixSet>grid</TileMatrixSet></TileMatrixSetLink>
   <ResourceURL format="image/png" resourceType="tile"
    template="http://tiles.example/t/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png"/>
  </Layer>
  <TileMatrixSet><ows:Identifier>grid</ows:Identifier>
   <ows:SupportedCRS>urn:ogc:def:crs:EPSG::25833</ows:SupportedCRS>
   %s
  </TileMatrixSet></Contents></Capabilities>"""
MATRIX = """<TileMatrix><ows:Identifier>%s</ows:Identifier>
 <ScaleDenominator>%r</ScaleDenominator><TopLeftCorner>380000 5830000</TopLeftCorner>
 <TileWidth>256</TileWidth><TileHeight>256</TileHeight>
 <MatrixWidth>%d</MatrixWidth><MatrixHeight>%d</MatrixHeight></TileMatrix>"""
WEST, NORTH = 380000.0, 5830000.0  # the corner of the tiles, in EPSG:25833
METRES = {"0": 40.0, "1": 4.0}


def wmts():
    return WMTS % "".join(MATRIX % (n, m / 0.00028, 40, 40) for n, m in METRES.items())


def colours(x, y):
    """(.., 4): red and green tell hundreds of metres east and north, blue is 77."""
    red = np.floor(np.asarray(x) / 100) % 256
    green = np.floor(np.asarray(y) / 100) % 256
    blue, alpha = np.full(np.shape(red), 77), np.full(np.shape(red), 255)
    return np.stack([red, green, blue, alpha], axis=-1).astype(np.uint8)


def drawn(west, south, east, north, columns, rows):
    x = west + (np.arange(columns) + 0.5) / columns * (east - west)
    y = north - (np.arange(rows) + 0.5) / rows * (north - south)
    return colours(*np.meshgrid(x, y))


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


class Server:
    """Counts what it is asked; `trouble` answers instead of it, as often as it has answers."""

    def __init__(self):
        self.asked = []
        self.trouble = []
        self.always = None

    @property
    def transport(self):
        return httpx2.MockTransport(self.answer)

    def answer(self, request):
        url = str(request.url)
        self.asked.append(url)
        if self.trouble:
            return self.trouble.pop(0)
        if self.always is not None:
            return self.always(request)
        parts = {k.upper(): v for k, v in parse_qsl(urlsplit(url).query)}
        path = urlsplit(url).path
        if parts.get("REQUEST") == "GetCapabilities":
            text = wmts() if parts["SERVICE"] == "WMTS" else WMS
            return httpx2.Response(200, text=text, headers={"content-type": "text/xml"})
        if parts.get("REQUEST") == "GetMap":
            box = [float(v) for v in parts["BBOX"].split(",")]
            if parts["CRS"] == "EPSG:4326":  # latitude first, as 1.3.0 has it
                box = [box[1], box[0], box[3], box[2]]
            pixels = drawn(*box, int(parts["WIDTH"]), int(parts["HEIGHT"]))
        elif path.startswith("/t/") or parts.get("REQUEST") == "GetTile":
            named = [parts.get(f"TILE{what}", "") for what in ("MATRIX", "ROW", "COL")]
            level, row, column = named if all(named) else path.removesuffix(".png").split("/")[-3:]
            side = 256 * METRES[level]
            west, north = WEST + int(column) * side, NORTH - int(row) * side
            pixels = drawn(west, north - side, west + side, north, 256, 256)
        else:
            return httpx2.Response(404)
        return httpx2.Response(200, content=png(pixels), headers={"content-type": "image/png"})
