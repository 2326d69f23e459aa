"""The website: pages made of the stored notebooks, the exercises and the package, for Sphinx.

`pages` writes them beside the pages of ``site/``; what they need is a module each: `pictures`,
`lessons`, `mistakes`, `home`. `links` and `excerpts` work in
Sphinx itself.
"""
