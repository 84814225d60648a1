mod pty;
mod vm;
