using System.Buffers.Binary;
using System.Text;

namespace Sidecars.Fuzz.Fuzzing;

/// <summary>Makes inputs of seeds, the same ones for the same random numbers.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int longest, Random random)
{
    /// <summary>Hardly anything is found in long inputs that is not in short ones, but for what takes time or memory.</summary>
    private const int OneInLong = 40;

    private const int UsuallyLongest = 4096;

    private static readonly byte[][] Numbers =
    [
        .. new[]
        {
            "0", "-1", "1", "00", "255", "256", "65536", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
            "99999999999999999999999999999999", "1e308", "1e-308", "1e999999999", "0.00000000000000001", "NaN", "Infinity", "0x7fffffff", "1,5", "١", "253402300800", "-62135596801",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "\0", "\n", "\r", "\r\n", "\t", " ", "\u0085", "\u00A0", "\u2028", "\u202E", "\uFEFF", "\u001b[2J", "\"", "'", "\\", "/", "//", "/../", "..", ".", ":", "://", "@", "=", ",", ";", "%", "%00", "%2e%2e", "?", "#",
            "*", "~", "^", "^{}", "[", "]", "{", "}", "<", ">", "|", "&", "!", "$", "`", "-", "--", "_", "null", "true", "{}", "[]", "[null]", "{\"a\":null}", "\"\\ud800\"", "\\u0000", "refs/heads/", "ref: ", "HEAD", ".git", ".lock",
            "https://", "http://localhost", "ssh://git@", "git@", "github.com", "api.", ".ghe.com", "xn--", "xn--a", "[::1]", "::ffff:127.0.0.1", "127.1", "\u00DF", "\u0130", "\uD83D\uDE00", "none", "owner/repo", "read", "write", "admin",
            "-----BEGIN ", "-----END ", "-----", "PRIVATE KEY-----", "-----BEGIN A-----END A-----", "Bearer ", "Basic ", "ghs_", "eyJ", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "Fri, 31 Dec 9999 23:59:59 GMT", "&a ", "*a ", "? ",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xFE, 0xFF], [0xE2, 0x82],
    ];

    /// <summary>What brackets of some kind are opened by; they are put there over and over.</summary>
    private static readonly string[] Openers = ["[", "{\"a\":", "(", "<", "- ", "../", "a/", "- - ", "-----BEGIN A-----", "-----BEGIN -----END -----", "://", "@", "\\", "\"", "{", ",", "\n", "0", "=", ":", ".", "a.", "&a [", "*", "\r", "_", " "];

    public byte[] Next()
    {
        var most = random.Next(OneInLong) == 0 ? longest : Math.Min(longest, UsuallyLongest);
        var input = Pick(seeds);
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            input = Change(input, most);
        }

        return input.Length <= most ? input : input[..most];
    }

    private byte[] Change(byte[] input, int most)
    {
        var (from, to) = Slice(input.Length);
        return random.Next(14) switch
        {
            0 => FlipBits(input),
            1 => [.. input[..from], .. input[to..]],
            2 => input[..from],
            3 => [.. input[..to], .. input[from..]],
            4 => Repeat(input, from, to, most),
            5 => Splice(input),
            6 => ReplaceNumber(input),
            7 => [.. input[..from], .. Nested(most), .. input[from..]],
            8 => [.. input[..from], .. LongLine(most), .. input[from..]],
            9 => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(input).Replace("\n", random.Next(2) == 0 ? "\r\n" : "\r", StringComparison.Ordinal)),
            10 => [.. input[..from], .. Pick(Words), .. input[to..]],
            11 => [.. input[..to], .. input[from..to].Reverse(), .. input[to..]],
            12 => Widen(input, from),
            _ => [.. input[..from], .. Pick(Words), .. input[from..]],
        };
    }

    private byte[] FlipBits(byte[] input)
    {
        var changed = input.ToArray();
        for (var flips = 1 + random.Next(8); flips > 0 && changed.Length > 0; flips--)
        {
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        }

        return changed;
    }

    private byte[] Repeat(byte[] input, int from, int to, int most)
    {
        var part = input.AsSpan(from, to - from);
        var times = part.Length == 0 ? 0 : Math.Min(1 << random.Next(14), most / part.Length);
        var repeated = new byte[part.Length * times];
        for (var i = 0; i < times; i++)
        {
            part.CopyTo(repeated.AsSpan(i * part.Length));
        }

        return [.. input[..from], .. repeated, .. input[to..]];
    }

    private byte[] Splice(byte[] input)
    {
        var other = Pick(seeds);
        var (from, to) = Slice(other.Length);
        var (at, end) = Slice(input.Length);
        return random.Next(2) == 0 ? [.. input[..at], .. other[from..]] : [.. input[..at], .. other[from..to], .. input[end..]];
    }

    private byte[] ReplaceNumber(byte[] input)
    {
        var start = random.Next(input.Length + 1);
        var from = Array.FindIndex(input, start, IsDigit);
        if (from < 0)
        {
            return [.. input[..start], .. Pick(Numbers), .. input[start..]];
        }

        var to = from;
        while (to < input.Length && IsDigit(input[to]))
        {
            to++;
        }

        return [.. input[..from], .. Pick(Numbers), .. input[to..]];
    }

    private byte[] Nested(int most)
    {
        var opener = Openers[random.Next(Openers.Length)];
        return Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, opener, Math.Min(1 << random.Next(17), most / opener.Length)).ToString());
    }

    private byte[] LongLine(int most)
    {
        var line = new byte[Math.Min(1 << random.Next(18), most)];
        line.AsSpan().Fill((byte)random.Next(' ', 0x7F));
        return line;
    }

    /// <summary>A length in binary, or four characters of a packet's.</summary>
    private byte[] Widen(byte[] input, int at)
    {
        var changed = input.ToArray();
        if (changed.Length >= at + 4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(at), random.Next(3) switch { 0 => uint.MaxValue, 1 => 0x66666666, _ => (uint)random.Next() });
        }

        return changed;
    }

    private (int From, int To) Slice(int length)
    {
        var from = random.Next(length + 1);
        var most = random.Next(3) == 0 ? length - from : Math.Min(length - from, 16);
        return (from, from + random.Next(most + 1));
    }

    private byte[] Pick(IReadOnlyList<byte[]> list) => list[random.Next(list.Count)];

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';
}
