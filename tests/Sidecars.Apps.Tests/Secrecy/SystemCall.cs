using System.Text.RegularExpressions;

namespace Sidecars.Apps.Secrecy;

/// <summary>A system call as strace writes it down.</summary>
/// <param name="At">Seconds since 1970.</param>
/// <param name="Program">The file that the process runs.</param>
/// <param name="Directory">The one that the process works in.</param>
internal sealed partial record SystemCall(double At, string Name, IReadOnlyList<string> Arguments, string Result, string Program, string Directory)
{
    public bool Succeeded => !Result.StartsWith('-') && !Result.StartsWith('?');

    /// <summary>All that it was given, as text.</summary>
    public string Text => string.Join(", ", Arguments);

    /// <summary>Where the file is that an argument names by itself or together with the directory before it.</summary>
    public string PathAt(int argument, int? directory = null)
    {
        var name = Unquoted(Arguments[argument]);
        return Path.GetFullPath(name, directory is { } at ? DescribedBy(Arguments[at]) : Directory);
    }

    /// <summary>What a descriptor leads to: <c>/a/file</c>, <c>pipe:[1]</c>, <c>TCP:[127.0.0.1:1->127.0.0.1:2]</c>.</summary>
    public static string DescribedBy(string descriptor) => Descriptor().Match(descriptor).Groups[1].Value;

    public static string Unquoted(string argument) => argument.Trim('"');

    /// <summary>Takes a line apart: <c>1.5 openat(AT_FDCWD&lt;/&gt;, "x", O_RDONLY) = 3&lt;/x&gt;</c>. Null for a line that is no call, as of a signal.</summary>
    public static (double At, string Name, IReadOnlyList<string> Arguments, string Result)? Parse(string line)
    {
        if (Beginning().Match(line) is not { Success: true } beginning)
        {
            return null;
        }

        List<string> arguments = [];
        int start = beginning.Length, depth = 0, at = start;
        for (; at < line.Length; at++)
        {
            switch (line[at])
            {
                case '"':
                    for (at++; line[at] != '"'; at++)
                    {
                        at += line[at] == '\\' ? 1 : 0;
                    }

                    continue;
                case '<' when char.IsAsciiDigit(line[at - 1]) || line[at - 1] == 'D':
                    // What a descriptor leads to; of a connection it has an arrow in it.
                    for (var open = 0; line[at] != '>' || line[at - 1] == '-' || --open > 0; at++)
                    {
                        open += line[at] == '<' ? 1 : 0;
                    }

                    continue;
                case '(' or '[' or '{':
                    depth++;
                    continue;
                case ')' when depth == 0:
                    break;
                case ')' or ']' or '}':
                    depth--;
                    continue;
                case ',' when depth == 0:
                    arguments.Add(line[start..at].Trim());
                    start = at + 1;
                    continue;
                default:
                    continue;
            }

            break;
        }

        arguments.Add(line[start..Math.Min(at, line.Length)].Trim());
        var result = line.IndexOf(" = ", Math.Min(at, line.Length), StringComparison.Ordinal) is >= 0 and var equals ? line[(equals + 3)..] : "?";
        return (double.Parse(beginning.Groups[1].ValueSpan, null), beginning.Groups[2].Value, arguments, result);
    }

    [GeneratedRegex(@"^(\d+\.\d+) (\w+)\(")]
    private static partial Regex Beginning();

    [GeneratedRegex("<(.*)>$")]
    private static partial Regex Descriptor();
}
