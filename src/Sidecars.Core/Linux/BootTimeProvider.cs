namespace Sidecars.Linux;

/// <summary>The system's time, with a timestamp that goes on while the machine is suspended (CLOCK_BOOTTIME).</summary>
/// <remarks>.NET's own timestamps stand still in suspend: a laptop or a frozen VM would wake with a token that only looks fresh.</remarks>
public sealed class BootTimeProvider : TimeProvider
{
    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => Libc.NanosecondsSinceBoot();
}
