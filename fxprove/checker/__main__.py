"""Run the checker, as `python -m fxprove.checker` or, without fxprove, as a folder:

python -I fxprove/checker CERTIFICATE
"""

import importlib.util
import sys
from pathlib import Path


def _main() -> int:
    if __package__:
        from .entry import main
    else:
        # run as a folder: load it as a package under a name of its own, whatever its path
        folder = Path(__file__).parent
        spec = importlib.util.spec_from_file_location(
            "fxprove_checker", folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        assert spec is not None
        assert spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules["fxprove_checker"] = package
        spec.loader.exec_module(package)
        main = importlib.import_module("fxprove_checker.entry").main
    return main()


if __name__ == "__main__":
    sys.exit(_main())
