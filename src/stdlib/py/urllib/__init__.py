"""What the Web needs: addresses, requests, errors."""
