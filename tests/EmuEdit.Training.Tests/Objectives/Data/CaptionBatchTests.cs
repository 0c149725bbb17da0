using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Data;

namespace EmuEdit.Training.Tests.Data;

public class CaptionBatchTests
{
    private const int Size = 64, Start = 0, End = 1;
    private static readonly int s_cells = EditNetworkOptions.Grid * EditNetworkOptions.Grid;
    private static readonly string[] s_words = ["<start>", "<end>", "red", "cube", "blue", "sphere"];

    [Fact]
    public void A_cell_has_the_name_of_what_covers_most_of_it()
    {
        var names = NamesOf(new Thing("red cube", new(0, 0, 5, 4)), new Thing("blue sphere", new(5, 0, 12, 4)));

        Assert.Equal("red cube", names[0]);
        Assert.Equal("blue sphere", names[1]);
        Assert.Equal("blue sphere", names[2]);
        Assert.All(names[3..], name => Assert.Equal("", name));
    }

    [Fact]
    public void What_covers_less_than_a_quarter_of_a_cell_does_not_name_it() =>
        Assert.All(NamesOf(new Thing("red cube", new(0, 0, 3, 1))), name => Assert.Equal("", name));

    [Fact]
    public void Pictures_of_which_no_names_are_known_do_not_count()
    {
        var batch = Batch(null, []);

        Assert.Equal([0f, 1f], batch.Known);
        Assert.All(batch.Names, token => Assert.Equal(End, token));
    }

    private sealed record Thing(string Name, Box Box);

    private static string[] NamesOf(params Thing[] things)
    {
        var ids = Batch(things).Names;
        return
        [
            .. Enumerable
                .Range(0, s_cells)
                .Select(cell =>
                    string.Join(
                        ' ',
                        Enumerable
                            .Range(0, CaptionBatch.NameLength)
                            .Select(word => ids[word * s_cells + cell])
                            .Where(id => id != End)
                            .Select(id => s_words[id])
                    )
                ),
        ];
    }

    private static CaptionBatch Batch(params Thing[]?[] pictures) =>
        CaptionBatch.Of(
            [
                .. pictures.Select(things => new CaptionedImage(new(Size, Size), "")
                {
                    Objects = things?.Select(t => new AnnotatedObject([t.Name], t.Box.ToMask(Size, Size))).ToArray(),
                }),
            ],
            Size,
            Tokenize
        );

    private static long[] Tokenize(string text) =>
        [
            .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => (long)Array.IndexOf(s_words, word))
                .Prepend(Start)
                .Concat(Enumerable.Repeat((long)End, 8))
                .Take(8),
        ];
}
