"""Released results: masked numbers and nothing behind them."""
