using System.Globalization;

namespace Sidecars.Linux;

public sealed class BootTimeProviderSpecs
{
    [Fact]
    public void Its_timestamp_is_the_time_since_boot_that_the_kernel_tells()
    {
        var time = new BootTimeProvider();

        var before = SinceBoot();
        var told = time.GetElapsedTime(0);
        var after = SinceBoot();

        Assert.InRange(told, before, after + TimeSpan.FromMilliseconds(10));
    }

    /// <summary>CLOCK_BOOTTIME in hundredths of a second.</summary>
    private static TimeSpan SinceBoot() => TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));
}
