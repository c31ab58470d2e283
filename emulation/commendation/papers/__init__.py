"""Official documents: what each says, as blocks with placeholders, and the facts that fill them."""
