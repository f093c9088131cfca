import { describe, expect, it } from 'vitest';
import { imageCarries, imageName, proposeImages, registryOf } from '../../../../src/reach/ladder/images.ts';

describe('an image’s name', () => {
  const names: readonly (readonly [string, string, string])[] = [
    ['busybox', 'busybox', 'docker.io'],
    ['busybox:1.37', 'busybox', 'docker.io'],
    ['nicolaka/netshoot:v0.13', 'nicolaka/netshoot', 'docker.io'],
    ['registry.internal:5000/tools/netshoot:v1', 'registry.internal:5000/tools/netshoot', 'registry.internal:5000'],
    ['localhost/tools@sha256:abc', 'localhost/tools', 'localhost'],
    ['quay.io/a/b:1@sha256:abc', 'quay.io/a/b', 'quay.io'],
  ];
  for (const [image, name, registry] of names) {
    it(`of ${image} is ${name}, from ${registry}`, () => {
      expect([imageName(image), registryOf(image)]).toEqual([name, registry]);
    });
  }
});

describe('what an image is known to carry', () => {
  it('netshoot has iperf3', () => expect(imageCarries('nicolaka/netshoot:latest', ['iperf3'])).toBe(true));
  it('busybox has ping and no iperf3', () => {
    expect([imageCarries('busybox', ['ping']), imageCarries('busybox', ['iperf3'])]).toEqual([true, false]);
  });
  it('one of several is enough', () => expect(imageCarries('alpine:3', ['bash', 'wget'])).toBe(true));
  it('an image of somebody’s own is not known', () => {
    expect(imageCarries('registry.internal/tools:1', ['ping'])).toBeUndefined();
  });
  it('a name that only ends alike is not the same', () => {
    expect(imageCarries('registry.internal/mybusybox:1', ['ping'])).toBeUndefined();
  });
});

describe('proposals', () => {
  const propose = (onNode: readonly string[], wanted = ['ping'], podImage = 'registry.internal/shop/web:1') =>
    proposeImages({ node: 'worker-1', onNode, podImage, wanted });

  it('are images of the node that are likely to have the program, best first', () => {
    const onNode = [
      'registry.k8s.io/pause:3.9',
      'busybox:1.37',
      'nicolaka/netshoot:v0.13',
      'registry.internal/shop/web:1',
    ];
    expect(propose(onNode).map(({ image }) => image)).toEqual([
      'nicolaka/netshoot:v0.13',
      'busybox:1.37',
      'registry.internal/nicolaka/netshoot',
    ]);
  });

  it('put those that lack it behind those that have it', () => {
    expect(propose(['busybox:1', 'praqma/network-multitool:1'], ['iperf3'])[0]).toMatchObject({
      image: 'praqma/network-multitool:1',
      fits: true,
    });
  });

  it('name an image once, and never by its digest alone', () => {
    expect(propose(['busybox:1', 'busybox:1', 'busybox@sha256:1']).filter(({ fits }) => fits)).toHaveLength(1);
  });

  it('say of the pod’s own registry that what it has is not known', () => {
    expect(propose([]).at(-1)).toMatchObject({ fits: undefined, why: expect.stringContaining('not known') });
  });

  it('assume no public registry', () => {
    expect(propose([], ['ping'], 'nginx:1.29')).toEqual([]);
  });

  it('are a few, however many images the node has', () => {
    const many = Array.from({ length: 50 }, (_, index) => `registry.internal/a${index}/busybox:1`);
    expect(propose(many)).toHaveLength(4);
  });
});
