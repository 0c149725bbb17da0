using System.Text;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Http.Tests.Fuzz;

/// <summary>Bodies of the types that an operation takes, some of them damaged.</summary>
internal sealed class RequestBodies(SchemaValues values)
{
    private const float Damaged = 0.25f;

    private static readonly string[] s_types =
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=klingon",
        "multipart/form-data",
        "multipart/form-data; boundary=\"\"",
        "image/png; x=\"",
        "x",
        "application/json;;",
        "APPLICATION/JSON; charset=utf-16",
    ];

    private static readonly byte[] s_task = Onnx.TaskLibrary.ToFile(
        "glow",
        [1, 2, 3, 4],
        new()
        {
            Created = DateTimeOffset.UnixEpoch,
            Phrases = ["make it glow"],
            Examples = 3,
            Steps = 4,
            Seed = 1,
            Model = "a",
        }
    );

    /// <summary>A body.</summary>
    /// <param name="content">The types and their schemas.</param>
    /// <param name="random">Decides which, and how.</param>
    public (string Type, byte[] Bytes) Of(JsonObject content, CounterRandom random)
    {
        var (type, media) = content.ElementAt(random.Next(content.Count));
        var (sent, bytes) = type switch
        {
            "multipart/form-data" => (type + "; boundary=b", Form(values.Resolve(media!["schema"]!), random)),
            "application/json" => (type, Encoding.UTF8.GetBytes(values.Json(media!["schema"]!, random))),
            _ => (type.Replace("*", "png", StringComparison.Ordinal), random.Chance(0.2f) ? s_task : Picture(random)),
        };
        return (
            random.Chance(0.05f) ? s_types[random.Next(s_types.Length)] : sent,
            random.Chance(Damaged) && bytes.Length > 0 ? Damage.Of(bytes, random) : bytes
        );
    }

    private byte[] Form(JsonObject schema, CounterRandom random)
    {
        var (body, properties) = (new MemoryStream(), schema["properties"]!.AsObject());
        foreach (var name in SchemaValues.Members(schema, properties, random))
        {
            var file =
                values.Resolve(properties[name]!) is var field && (field["items"] ?? field)["format"]?.GetValue<string>() == "binary";
            body.Write(
                Encoding.UTF8.GetBytes(
                    $"--b\r\nContent-Disposition: form-data; "
                        + $"name=\"{name}\"{(file ? "; filename=\"a.png\"\r\nContent-Type: image/png" : "")}\r\n\r\n"
                )
            );
            body.Write(file ? Picture(random) : Encoding.UTF8.GetBytes(values.Text(field["items"] ?? field, random)));
            body.Write("\r\n"u8);
        }
        body.Write("--b--\r\n"u8);
        return body.ToArray();
    }

    private static byte[] Picture(CounterRandom random) => random.Chance(0.1f) ? Damage.Of(HttpHost.Source, random) : HttpHost.Source;
}
