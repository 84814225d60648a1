"""Encryption, in name only: the simulated network has no eavesdroppers, and needs no certificates."""

CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED = 0, 1, 2
PROTOCOL_TLS, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER = 2, 16, 17
OPENSSL_VERSION = 'none (gilscope-simulated-network)'
HAS_SNI = True


class SSLError(OSError):
    """Something is wrong with the encryption."""


class SSLCertVerificationError(SSLError, ValueError):
    """The certificate is not right."""


class SSLContext:
    """Settings that have no effect here."""

    def __init__(self, protocol=PROTOCOL_TLS):
        self.protocol = protocol
        self.check_hostname = True
        self.verify_mode = CERT_REQUIRED

    def wrap_socket(self, sock, server_side=False, do_handshake_on_connect=True,
                    suppress_ragged_eofs=True, server_hostname=None, session=None):
        return sock

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        pass

    def load_default_certs(self):
        pass


def create_default_context(purpose=None, *, cafile=None, capath=None, cadata=None):
    return SSLContext(PROTOCOL_TLS_CLIENT)


def _create_unverified_context(*args, **kwargs):
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, CERT_NONE
    return context


_create_default_https_context = create_default_context
