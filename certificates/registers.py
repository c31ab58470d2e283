"""The award register (sổ khen thưởng) as a printed book and as a workbook."""
