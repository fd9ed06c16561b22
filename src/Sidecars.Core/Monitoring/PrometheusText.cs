using System.Globalization;
using System.Reflection;
using System.Text;
using Sidecars.Cli;

namespace Sidecars.Monitoring;

/// <summary>Metrics as they are written for Prometheus.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/ and https://prometheus.io/docs/practices/naming/</remarks>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>What runs here.</summary>
    public static string Version => Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3) ?? "";

    public void Head(string name, string type, string help)
        => _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    public void Line(string series, double value) => _text.Append(series).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');

    public override string ToString() => _text.ToString();

    /// <summary>As a label's value.</summary>
    public static string Escaped(string value)
        => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>The kind of a failure.</summary>
    public static string ClassOf(ExitCode exitCode) => exitCode switch
    {
        ExitCode.Configuration => "configuration",
        ExitCode.Key => "key",
        ExitCode.Refused => "refused",
        ExitCode.Unavailable => "unavailable",
        ExitCode.CannotWrite => "cannot_write",
        ExitCode.InTheWay => "in_the_way",
        ExitCode.WrongCommit => "wrong_commit",
        _ => "bug",
    };
}
