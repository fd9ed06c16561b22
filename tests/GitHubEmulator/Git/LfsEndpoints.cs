using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitHubEmulator.Http;

namespace GitHubEmulator.Git;

/// <summary>Git LFS: the API that hands out links, and the storage they lead to.</summary>
internal sealed class LfsEndpoints(Catalog catalog, GitAccess access, LfsLinks links, ServerClock clock)
{
    private const string Storage = "/storage/lfs/{id:long}/{oid}";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static void Map(WebApplication app, Catalog catalog, TokenLedger ledger, LfsLinks links, ServerClock clock)
    {
        var endpoints = new LfsEndpoints(catalog, new GitAccess(catalog, ledger, clock), links, clock);

        app.MapPost("/{owner}/{name}/info/lfs/objects/batch", endpoints.Batch)
            .WithMetadata(new RequestKind(Operation.LfsBatch, ""));
        app.MapGet(Storage, endpoints.Download)
            .WithMetadata(new RequestKind(Operation.LfsDownload, ""));
        app.MapPut(Storage, endpoints.Upload)
            .WithMetadata(new RequestKind(Operation.LfsUpload, ""));
    }

    private async Task Batch(HttpContext context, string owner, string name)
    {
        var batch = await ReadAsync(context.Request);
        var repository = access.Admit(context, owner, GitEndpoints.WithoutSuffix(name), batch.Uploads);
        var objects = batch.Objects.Select(wanted => Answer(context.Request, repository, batch, wanted));

        await context.WriteLfsAsync(StatusCodes.Status200OK, new JsonObject
        {
            ["transfer"] = "basic",
            ["objects"] = new JsonArray([.. objects]),
        });
    }

    private JsonObject Answer(HttpRequest request, Repository repository, LfsBatch batch, LfsObject wanted)
    {
        var answer = new JsonObject { ["oid"] = wanted.Oid, ["size"] = wanted.Size };
        var isStored = repository.LfsObjects.ContainsKey(wanted.Oid);

        if (isStored != batch.Uploads)
        {
            answer["actions"] = new JsonObject { [batch.Operation] = Link(request, batch.Uploads ? "PUT" : "GET", $"/storage/lfs/{repository.Id}/{wanted.Oid}") };
        }
        else if (!isStored)
        {
            answer["error"] = new JsonObject { ["code"] = StatusCodes.Status404NotFound, ["message"] = Messages.LfsObjectNotFound };
        }

        return answer;
    }

    private JsonObject Link(HttpRequest request, string method, string path)
    {
        var expiresAt = clock.Now + LfsLinks.Life;

        return new JsonObject
        {
            ["href"] = links.Sign(Addresses.Of(request).Web, method, path, expiresAt),
            ["expires_at"] = expiresAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["expires_in"] = (int)LfsLinks.Life.TotalSeconds,
        };
    }

    private async Task Download(HttpContext context, long id, string oid)
    {
        var content = Linked(context.Request, id).LfsObjects.GetValueOrDefault(oid) ?? throw NotFound();

        await Results.Bytes(content, enableRangeProcessing: true).ExecuteAsync(context);
    }

    private async Task Upload(HttpContext context, long id, string oid)
    {
        var repository = Linked(context.Request, id);
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);

        if (LfsObject.Of(content.ToArray()).Oid != oid)
        {
            throw new Refusal(StatusCodes.Status422UnprocessableEntity, Messages.LfsWrongContent);
        }

        repository.StoreLfsObject(content.ToArray());
    }

    private Repository Linked(HttpRequest request, long id) =>
        !links.IsGood(request) ? throw new Refusal(StatusCodes.Status403Forbidden, Messages.LfsLinkExpired)
        : catalog.RepositoryById(id) ?? throw NotFound();

    private static Refusal NotFound() => new(StatusCodes.Status404NotFound, Messages.LfsObjectNotFound);

    private static async Task<LfsBatch> ReadAsync(HttpRequest request)
    {
        try
        {
            var batch = await JsonSerializer.DeserializeAsync<LfsBatch>(request.Body, Json, request.HttpContext.RequestAborted);

            if (batch is { Operation: "download" or "upload" })
            {
                return batch;
            }
        }
        catch (JsonException)
        {
            // Told below, like JSON that means something else.
        }

        throw new Refusal(StatusCodes.Status422UnprocessableEntity, Messages.LfsBatchNotUnderstood);
    }
}
