using System.Globalization;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest;

/// <summary>Part of a list, with the Link header that leads to the other parts.</summary>
internal static class Page
{
    private const int DefaultSize = 30;
    private const int LargestSize = 100;

    public static IEnumerable<T> Of<T>(HttpContext context, IReadOnlyList<T> all)
    {
        var size = Math.Clamp(Number(context.Request, "per_page", DefaultSize), 1, LargestSize);
        var number = Math.Max(1, Number(context.Request, "page", 1));
        var last = Math.Max(1, (all.Count + size - 1) / size);

        var links = new List<string>();

        if (number > 1)
        {
            links.Add(Link(context, size, number - 1, "prev"));
        }

        if (number < last)
        {
            links.Add(Link(context, size, number + 1, "next"));
            links.Add(Link(context, size, last, "last"));
        }

        if (number > 1)
        {
            links.Add(Link(context, size, 1, "first"));
        }

        if (links.Count > 0)
        {
            context.Response.Headers.Link = string.Join(", ", links);
        }

        return all.Skip((number - 1) * size).Take(size);
    }

    private static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static string Link(HttpContext context, int size, int number, string relation)
    {
        var path = context.Request.Path.Value![Addresses.RestPath.Length..];

        return $"<{Addresses.Of(context.Request).Api}{path}?per_page={size}&page={number}>; rel=\"{relation}\"";
    }
}
