# Everything a developer types on Windows. A thin shell over `cargo xtask`; `./dev.ps1 help` lists the commands.
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot

function Require($program, $advice) {
    if (-not (Get-Command $program -ErrorAction SilentlyContinue)) {
        Write-Host $advice -ForegroundColor Red
        exit 1
    }
}

Require cargo "Rust is missing. Run: winget install Rustlang.Rustup (and the C++ build tools it asks for), then open a new terminal."
Require node "Node.js 20 or newer is missing. Run: winget install OpenJS.NodeJS.LTS, then open a new terminal."
Require perl "Perl is missing; OpenSSL is built with it. Run: winget install StrawberryPerl.StrawberryPerl, then open a new terminal."
Require nasm "NASM is missing; OpenSSL is built with it. Run: winget install NASM.NASM, then open a new terminal."

if ($args.Count -eq 0) { cargo xtask help } else { cargo xtask @args }
exit $LASTEXITCODE
