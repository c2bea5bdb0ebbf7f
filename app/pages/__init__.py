"""One folder a page: page.py draws, presenter.py decides."""
