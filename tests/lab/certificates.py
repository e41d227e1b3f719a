"""A certificate authority for the lab, and certificates that are right or wrong in one way each."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


@dataclass
class Certificate:
    """Files in PEM."""

    chain: Path
    key: Path

    @property
    def both(self) -> Path:
        """Key and chain in one file, as ejabberd wants them."""
        return self.chain.with_suffix(".pem")


class Authority:
    """Signs certificates for the lab's servers; clients are given `file`."""

    def __init__(self, directory: Path, name: str = "Sotto test lab"):
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.file = directory / "ca.crt"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        self._certificate = (
            self._builder(self._name, self._key, -DAY, 3650 * DAY)
            .add_extension(x509.BasicConstraints(True, None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(identifier, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, domain: str, starts: datetime.timedelta = -DAY, ends: datetime.timedelta = 365 * DAY) -> Certificate:
        """A server certificate for `domain`, its subdomains and loopback."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(domain), x509.DNSName(f"*.{domain}"), x509.DNSName("localhost")]
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)])
        certificate = (
            self._builder(subject, key, starts, ends)
            .add_extension(x509.BasicConstraints(False, None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        made = Certificate(self.directory / f"{domain}.crt", self.directory / f"{domain}.key")
        pem = serialization.Encoding.PEM
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        chain = certificate.public_bytes(pem) + self._certificate.public_bytes(pem)
        made.chain.write_bytes(chain)
        made.key.write_bytes(private)
        made.both.write_bytes(private + chain)
        return made

    def _builder(self, subject, key, starts, ends) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + starts)
            .not_valid_after(now + ends)
        )
