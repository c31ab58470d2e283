"""The same art for everybody: our operators replayed by ReportLab's path API, or written as SVG."""

from collections.abc import Iterator

from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
_NUMBERS = frozenset("0123456789.-+")


def steps(operators: bytes) -> Iterator[tuple[str, list[float]]]:
    operands: list[float] = []
    for token in operators.decode().split():
        if token[0] in _NUMBERS:
            operands.append(float(token))
        else:
            yield token, operands
            operands = []


def on_canvas(canvas: Canvas, operators: bytes) -> None:
    """Draw as a program that knows only ReportLab's interface does: path by path."""
    canvas.saveState()
    canvas.scale(MM, MM)
    path = canvas.beginPath()
    simple = {"q": canvas.saveState, "Q": canvas.restoreState, "w": canvas.setLineWidth, "cm": canvas.transform,
              "rg": canvas.setFillColorRGB, "RG": canvas.setStrokeColorRGB}  # fmt: skip
    for operator, values in steps(operators):
        if operator in simple:
            simple[operator](*values)
        elif operator in ("j", "J"):
            (canvas.setLineJoin if operator == "j" else canvas.setLineCap)(int(values[0]))
        elif operator in ("f", "f*", "S", "B"):
            canvas.drawPath(
                path, stroke=int(operator in "SB"), fill=int(operator != "S"), fillMode=int(operator != "f*")
            )
            path = canvas.beginPath()
        else:
            {"m": path.moveTo, "l": path.lineTo, "c": path.curveTo, "h": path.close, "re": path.rect}[operator](*values)
    canvas.restoreState()


def as_svg(operators: bytes, width: float, height: float) -> str:
    """The art as a picture for programs that take SVG."""
    done = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f'<g transform="matrix(1 0 0 -1 0 {height})">'
    ]
    path: list[str] = []
    state = {"fill": "#000", "stroke": "#000", "width": 1.0, "j": 0, "J": 0, "open": 0}
    saved: list[dict] = []
    for operator, values in steps(operators):
        if operator == "q":
            saved.append(dict(state))
            state["open"] = 0
        elif operator == "Q":
            done.append("</g>" * state["open"])
            state = saved.pop()
        elif operator == "cm":
            done.append(f'<g transform="matrix({" ".join(map(str, values))})">')
            state["open"] += 1
        elif operator in ("rg", "RG"):
            state["fill" if operator == "rg" else "stroke"] = "#" + "".join(
                f"{round(255 * value):02x}" for value in values
            )
        elif operator in ("w", "j", "J"):
            state["width" if operator == "w" else operator] = values[0]
        elif operator in ("f", "f*", "S", "B"):
            done.append(_shape(operator, path, state))
            path = []
        else:
            path.append(_segment(operator, values))
    return "".join([*done, "</g>" * state["open"], "</g></svg>"])


def _segment(operator: str, values: list[float]) -> str:
    if operator == "re":
        x, y, wide, high = values
        return f"M{x} {y}h{wide}v{high}h{-wide}z"
    return {"m": "M", "l": "L", "c": "C", "h": "z"}[operator] + " ".join(map(str, values))


def _shape(operator: str, path: list[str], state: dict) -> str:
    fill = state["fill"] if operator != "S" else "none"
    rule = ' fill-rule="evenodd"' if operator == "f*" else ""
    line = ""
    if operator in ("S", "B"):
        join, cap = ("miter", "round", "bevel")[int(state["j"])], ("butt", "round", "square")[int(state["J"])]
        line = f' stroke="{state["stroke"]}" stroke-width="{state["width"]}" stroke-linejoin="{join}" stroke-linecap="{cap}"'
    return f'<path d="{"".join(path)}" fill="{fill}"{rule}{line}/>'
